//! Copies parameters from one path to another.

use ssm::AnyError;
use ssm::error::ParameterAlreadyExists;
use ssm::types::Parameter;

/// What became of the parameters.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// How many are there now that were not.
    pub new: usize,
    /// How many were there already, and stay as they are.
    pub kept: usize,
}

/// All parameters below a path.
///
/// # Errors
///
/// Why they could not be listed.
pub async fn below(client: &ssm::Client, path: &str) -> Result<Vec<Parameter>, AnyError> {
    let mut listing = client.get_parameters_by_path(path).recursive(true).with_decryption(true).items();
    let mut parameters = Vec::new();
    while let Some(parameter) = listing.try_next().await? {
        parameters.push(parameter);
    }
    Ok(parameters)
}

/// Puts parameters that are below `from` below `to`, unless they are there, and tells after each how many are done.
///
/// # Errors
///
/// Why one could not be put; those before it have been.
pub async fn copy(
    client: &ssm::Client,
    parameters: Vec<Parameter>,
    (from, to): (&str, &str),
    mut done: impl FnMut(usize),
) -> Result<Copied, AnyError> {
    let mut copied = Copied::default();
    for (index, parameter) in parameters.into_iter().enumerate() {
        let name = parameter.name.unwrap_or_default();
        let name = format!("{to}{}", name.strip_prefix(from).unwrap_or(&name));
        let mut request = client.put_parameter(name, parameter.value.unwrap_or_default());
        request.input.r#type = parameter.r#type;
        match request.await {
            Ok(_) => copied.new += 1,
            Err(error) if error.exception::<ParameterAlreadyExists>().is_some() => copied.kept += 1,
            Err(error) => return Err(error.into()),
        }
        done(index + 1);
    }
    Ok(copied)
}
