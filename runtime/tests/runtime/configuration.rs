//! Where settings come from: explicit values before the environment before the profile.

use shapesmith_runtime::operation::Operation;
use shapesmith_runtime::request::dry_run;
use shapesmith_runtime::{Client, Config, ConfigError, Environment, RequestConfig};

use crate::support::things::{ListThingsInput, SERVICE, list};

/// A home directory with these files in `.aws`.
fn home(config: &str, credentials: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(".aws")).unwrap();
    std::fs::write(home.path().join(".aws/config"), config).unwrap();
    std::fs::write(home.path().join(".aws/credentials"), credentials).unwrap();
    home
}

fn error(result: Result<Config, ConfigError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn the_region_is_explicit_or_of_the_environment_or_of_the_profile() {
    let home = home("[default]\nregion = eu-west-3\n[profile other]\nregion = eu-north-1\n", "");
    let environment = Environment::empty().with_home(home.path());
    let region = |environment: &Environment, explicit: Option<&str>, profile: Option<&str>| {
        let mut builder = Config::builder().environment(environment.clone());
        if let Some(region) = explicit {
            builder = builder.region(region);
        }
        if let Some(profile) = profile {
            builder = builder.profile(profile);
        }
        builder.build().unwrap().region().to_owned()
    };
    assert_eq!(region(&environment, None, None), "eu-west-3");
    assert_eq!(region(&environment, None, Some("other")), "eu-north-1");
    assert_eq!(region(&environment.clone().with("AWS_PROFILE", "other"), None, None), "eu-north-1");
    let default = environment.with("AWS_DEFAULT_REGION", "us-west-1");
    assert_eq!(region(&default, None, None), "us-west-1");
    let both = default.with("AWS_REGION", "us-east-2");
    assert_eq!(region(&both, None, None), "us-east-2");
    assert_eq!(region(&both, Some("sa-east-1"), Some("other")), "sa-east-1");
    assert_eq!(region(&both.with("AWS_REGION", ""), None, None), "us-west-1", "empty is unset");
}

#[test]
fn a_missing_region_says_where_was_looked() {
    let text = error(Config::builder().environment(Environment::empty()).build());
    assert_eq!(
        text,
        "no region; set it with Config::builder().region(…), with AWS_REGION or AWS_DEFAULT_REGION (neither is set), \
         or as region in profile \"default\" of ~/.aws/config (no home directory) and ~/.aws/credentials (no home directory)"
    );
    let home = home("[default]\noutput = json\n", "");
    std::fs::remove_file(home.path().join(".aws/credentials")).unwrap();
    let text = error(Config::builder().environment(Environment::empty().with_home(home.path())).build());
    assert!(
        text.ends_with("profile \"default\" of ~/.aws/config and ~/.aws/credentials (no such file)"),
        "{text}"
    );
}

#[test]
fn values_that_do_not_parse_name_their_origin_and_what_is_allowed() {
    let base = Environment::empty().with("AWS_REGION", "eu-central-1");
    for (variable, value, expected) in [
        (
            "AWS_REGION",
            "eu central 1",
            "AWS_REGION is \"eu central 1\", which is not a region such as eu-central-1",
        ),
        (
            "AWS_REGION",
            "evil.com#",
            "AWS_REGION is \"evil.com#\", which is not a region such as eu-central-1",
        ),
        ("AWS_MAX_ATTEMPTS", "0", "AWS_MAX_ATTEMPTS is \"0\", which is not a number of attempts, at least 1"),
        (
            "AWS_MAX_ATTEMPTS",
            "many",
            "AWS_MAX_ATTEMPTS is \"many\", which is not a number of attempts, at least 1",
        ),
        (
            "AWS_RETRY_MODE",
            "eager",
            "AWS_RETRY_MODE is \"eager\", which is not standard, adaptive, legacy or off",
        ),
        ("AWS_USE_FIPS_ENDPOINT", "yes", "AWS_USE_FIPS_ENDPOINT is \"yes\", which is not true or false"),
        (
            "AWS_USE_DUALSTACK_ENDPOINT",
            "1",
            "AWS_USE_DUALSTACK_ENDPOINT is \"1\", which is not true or false",
        ),
    ] {
        assert_eq!(
            error(Config::builder().environment(base.clone().with(variable, value)).build()),
            expected
        );
    }
    let home = home("[default]\nregion = eu-central-1\nmax_attempts = x\n", "");
    let text = error(Config::builder().environment(Environment::empty().with_home(home.path())).build());
    assert!(text.starts_with("max_attempts in profile \"default\" is \"x\""), "{text}");
    let text = error(Config::builder().environment(base.clone()).endpoint_url("localhost:4566").build());
    assert!(text.starts_with("the endpoint URL is \"localhost:4566\", which is not a URL such as"), "{text}");
    let text = error(Config::builder().environment(base.clone()).app_name("my app").build());
    assert!(text.starts_with("the app name is \"my app\""), "{text}");
    let text = error(Config::builder().environment(base).max_attempts(0).build());
    assert!(text.starts_with("the number of attempts is \"0\""), "{text}");
}

#[test]
fn switches_and_attempts_are_read() {
    let environment = Environment::empty()
        .with("AWS_REGION", "eu-central-1")
        .with("AWS_MAX_ATTEMPTS", "7")
        .with("AWS_USE_FIPS_ENDPOINT", "TRUE")
        .with("AWS_USE_DUALSTACK_ENDPOINT", "false");
    let config = Config::builder().environment(environment.clone()).build().unwrap();
    assert_eq!((config.max_attempts(), config.use_fips(), config.use_dual_stack()), (7, true, false));
    let explicit =
        Config::builder().environment(environment.clone()).max_attempts(2).use_fips(false).build().unwrap();
    assert_eq!((explicit.max_attempts(), explicit.use_fips()), (2, false));
    let off = Config::builder().environment(environment.with("AWS_RETRY_MODE", "off")).build().unwrap();
    assert_eq!(off.max_attempts(), 1);
}

#[test]
fn a_profile_that_does_not_exist_is_an_error_with_those_that_do() {
    let home = home("[profile production]\nregion = eu-central-1\n", "[staging]\naws_access_key_id = A\n");
    let environment = Environment::empty().with_home(home.path());
    let text = error(Config::builder().environment(environment.clone().with("AWS_PROFILE", "prod")).build());
    assert_eq!(
        text,
        "there is no profile \"prod\", which AWS_PROFILE names; looked in ~/.aws/config and ~/.aws/credentials; \
         profiles found: production, staging"
    );
    let text = error(Config::builder().environment(environment).profile("prod").build());
    assert!(text.starts_with("there is no profile \"prod\"; looked in"), "{text}");
}

#[test]
fn what_is_not_understood_stops_those_who_need_it() {
    let home = home("[default]\nregion\n[profile a]\nregion = eu-west-1\nnonsense\n", "");
    let path = home.path().join(".aws/config");
    let environment = Environment::empty().with_home(home.path());
    let text = error(Config::builder().environment(environment.clone()).build());
    let fault = format!("{}:2: neither a section nor \"name = value\"", path.display());
    assert!(text.starts_with("no region") && text.contains(&fault), "{text}");
    let text = error(Config::builder().environment(environment.clone()).profile("a").build());
    assert_eq!(text, format!("profile \"a\": {}:5: neither a section nor \"name = value\"", path.display()));
    Config::builder().environment(environment).region("eu-west-2").build().unwrap();
}

#[test]
fn files_that_cannot_be_read_stop_nobody_who_needs_nothing_of_them() {
    let directories = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(directories.path().join(".aws/config")).unwrap();
    std::fs::create_dir_all(directories.path().join(".aws/credentials")).unwrap();
    let file = tempfile::tempdir().unwrap();
    std::fs::write(file.path().join(".aws"), "").unwrap();
    for home in [directories.path(), file.path(), &file.path().join("nowhere")] {
        let environment = Environment::empty().with_home(home);
        Config::builder().environment(environment.clone().with("AWS_REGION", "eu-west-1")).build().unwrap();
        let text = error(Config::builder().environment(environment).build());
        assert!(text.contains("~/.aws/config ("), "the message says why nothing was found there: {text}");
    }
    let config = directories.path().join(".aws/config");
    let environment = Environment::empty().with("AWS_CONFIG_FILE", config.to_str().unwrap());
    let text = error(Config::builder().environment(environment).region("eu-west-1").build());
    assert!(text.starts_with("AWS_CONFIG_FILE names ") && text.contains("cannot be read"), "{text}");
}

#[test]
fn older_spellings_of_the_profile_variable_are_read() {
    let home = home("[profile old]\nregion = eu-west-3\n[profile new]\nregion = eu-west-1\n", "");
    let environment = Environment::empty().with_home(home.path()).with("AWS_DEFAULT_PROFILE", "old");
    let region = |environment: Environment| {
        Config::builder().environment(environment).build().unwrap().region().to_owned()
    };
    assert_eq!(region(environment.clone()), "eu-west-3");
    assert_eq!(region(environment.clone().with("AWS_PROFILE", "new")), "eu-west-1");
    let text = error(Config::builder().environment(environment.with("AWS_DEFAULT_PROFILE", "none")).build());
    assert!(text.contains("which AWS_DEFAULT_PROFILE names"), "{text}");
}

#[test]
fn certificates_are_those_of_the_bundle_that_is_named() {
    let home = home("[default]\nca_bundle = ~/ca.pem\n", "");
    let environment = Environment::empty().with_home(home.path()).with("AWS_REGION", "eu-west-1");
    let build = |environment: &Environment| Config::builder().environment(environment.clone()).build();
    let text = error(build(&environment));
    assert!(text.starts_with("ca_bundle in profile \"default\" names ") && text.contains("ca.pem"), "{text}");
    std::fs::write(home.path().join("ca.pem"), "nothing").unwrap();
    let text = error(build(&environment));
    assert!(text.contains("no certificate in it"), "{text}");
    std::fs::write(
        home.path().join("ca.pem"),
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    )
    .unwrap();
    let text = error(build(&environment));
    assert!(text.contains("certificate 1"), "{text}");
    // One that cannot be read is no harm beside others.
    let sound = include_str!("../support/tls/certificate.pem");
    std::fs::write(
        home.path().join("ca.pem"),
        format!("{sound}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
    )
    .unwrap();
    build(&environment).unwrap();
    std::fs::write(home.path().join("ca.pem"), format!("{sound}\n-----BEGIN CERTIFICATE-----\nAAAA\n"))
        .unwrap();
    let text = error(build(&environment));
    assert!(text.contains("certificate 2"), "{text}");
    let text = error(build(&environment.with("AWS_CA_BUNDLE", "/no/such/bundle")));
    assert!(text.starts_with("AWS_CA_BUNDLE names /no/such/bundle, which cannot be read"), "{text}");
}

#[test]
fn the_program_is_called_what_the_environment_says() {
    let home = home("[default]\nsdk_ua_app_id = from profile\n", "");
    let environment = Environment::empty().with_home(home.path()).with("AWS_REGION", "eu-west-1");
    let agent = |environment: Environment, explicit: Option<&str>| {
        let builder = Config::builder().environment(environment).endpoint_url("http://localhost");
        let builder = match explicit {
            Some(name) => builder.app_name(name),
            None => builder,
        };
        let client = Client::new(&SERVICE, builder.build().unwrap());
        let request =
            dry_run(&client, ListThingsInput::SCHEMA, &mut list("blue"), &RequestConfig::new()).unwrap();
        request.headers()["user-agent"].to_str().unwrap().to_owned()
    };
    assert!(agent(environment.clone(), None).ends_with(" app/from-profile"));
    let variable = environment.with("AWS_SDK_UA_APP_ID", "from\nvariable");
    assert!(agent(variable.clone(), None).ends_with(" app/from-variable"));
    assert!(agent(variable, Some("explicit")).ends_with(" app/explicit"));
}

#[test]
fn other_files_are_read_where_variables_say_so() {
    let home = home("", "");
    let file = home.path().join("elsewhere");
    std::fs::write(&file, "[default]\nregion = ap-south-1\n").unwrap();
    let environment = Environment::empty().with("AWS_CONFIG_FILE", file.to_str().unwrap());
    assert_eq!(Config::builder().environment(environment).build().unwrap().region(), "ap-south-1");
}

#[test]
fn what_is_not_understood_is_told_to_who_needs_it() {
    let home = home(
        "[profile sound]\nregion = eu-west-1\n[profile a]\nregion = eu-west-1\n  output = json\n[b]\nregion = x\n",
        "",
    );
    let path = home.path().join(".aws/config").display().to_string();
    let environment = Environment::empty().with_home(home.path());
    let of_profile = |name: &str| Config::builder().environment(environment.clone()).profile(name).build();
    assert_eq!(of_profile("sound").unwrap().region(), "eu-west-1");
    assert_eq!(
        error(of_profile("a")),
        format!(
            "profile \"a\": {path}:5: it is indented and so continues the value of region, as AWS's tools read it; \
             remove the blanks before it"
        )
    );
    let text = error(of_profile("b"));
    assert!(
        text.ends_with(&format!(
            "profiles found: a, sound; {path}:6 has [b], which is to be [profile b] there"
        )),
        "{text}"
    );
}

/// The URL that a call would go to.
fn url(environment: &Environment, explicit: Option<&str>) -> Result<String, String> {
    let mut builder = Config::builder().environment(environment.clone()).region("eu-central-1");
    if let Some(url) = explicit {
        builder = builder.endpoint_url(url);
    }
    let client = Client::new(&SERVICE, builder.build().unwrap());
    let request = dry_run(&client, ListThingsInput::SCHEMA, &mut list("blue"), &RequestConfig::new());
    request.map(|request| request.uri().to_string()).map_err(|error| error.to_string())
}

#[test]
fn endpoints_are_found_in_the_order_that_aws_tools_use() {
    let home = home(
        "[default]\nendpoint_url = http://profile\nservices = local\n[services local]\nthing_store =\n  endpoint_url = http://services\n\
         [profile plain]\nendpoint_url = http://plain\n",
        "",
    );
    let files = Environment::empty().with_home(home.path());
    assert_eq!(url(&Environment::empty(), None).unwrap(), "https://things.eu-central-1.amazonaws.com/");
    assert_eq!(url(&files, None).unwrap(), "http://services/");
    assert_eq!(url(&files.clone().with("AWS_PROFILE", "plain"), None).unwrap(), "http://plain/");
    let global = files.with("AWS_ENDPOINT_URL", "http://global");
    assert_eq!(url(&global, None).unwrap(), "http://global/");
    let special = global.with("AWS_ENDPOINT_URL_THING_STORE", "http://special");
    assert_eq!(url(&special, None).unwrap(), "http://special/");
    assert_eq!(url(&special, Some("http://explicit")).unwrap(), "http://explicit/");
    let ignored = special.clone().with("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
    assert_eq!(url(&ignored, None).unwrap(), "https://things.eu-central-1.amazonaws.com/");
    assert_eq!(url(&ignored, Some("http://explicit")).unwrap(), "http://explicit/");
    let wrong = special.with("AWS_ENDPOINT_URL_THING_STORE", "nonsense");
    let text = url(&wrong, None).unwrap_err();
    assert!(text.starts_with("ListThings: AWS_ENDPOINT_URL_THING_STORE is \"nonsense\""), "{text}");
}

#[test]
fn nothing_secret_is_shown() {
    let environment = Environment::empty().with("AWS_SECRET_ACCESS_KEY", "hunter2");
    assert!(!format!("{environment:?}").contains("hunter2"));
    let credentials =
        shapesmith_runtime::Credentials::new("AKIDEXAMPLE", "hunter2").with_session_token("hunter3");
    let config =
        Config::builder().environment(environment).region("eu-central-1").credentials(credentials.clone());
    let client = Client::new(&SERVICE, config.build().unwrap());
    let shown = format!("{credentials:?} {client:?} {:?}", RequestConfig::new().header("x-key", "hunter4"));
    assert!(shown.contains("AKIDEXAMPLE") && !shown.contains("hunter"), "{shown}");
}
