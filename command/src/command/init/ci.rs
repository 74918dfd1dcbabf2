//! What CI has to run: the check for every change, and a bot for the models. It is written once, never compared with
//! what it was, and belongs to the project from then on.

use std::path::Path;

use clap::ValueEnum;

use super::files::Files;
use super::pinned::SMITH;
use crate::error::Error;
use crate::runtime::Runtime;

/// Where CI runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Ci {
    /// A workflow of GitHub
    Github,
    /// Jobs of GitLab
    Gitlab,
    /// Both, printed instead of written
    Print,
    /// Nothing
    None,
}

/// The package on PyPI that the bot knows how to get.
const BOTOCORE: &str = "botocore";

const GITHUB: &str = "\
name: shapesmith
on: pull_request

jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: {fetch-depth: 0}
@INSTALL      - run: @CALL check --format github
      # Where models may not break callers unseen.
      - run: @CALL diff \"git:origin/$GITHUB_BASE_REF\" models --fail-on breaking
";

const GITHUB_BOT: &str = "\
# Is there a release of botocore that changes what is generated? Then a pull request says what it means.
name: models
on:
  schedule:
    - cron: \"17 5 * * 1\"
  workflow_dispatch:

permissions:
  contents: write
  pull-requests: write

jobs:
  update:
    runs-on: ubuntu-latest
    env:
      # Pull requests of the token that workflows have by themselves start no workflows; one of an app does.
      GH_TOKEN: ${{ secrets.MODELS_TOKEN || github.token }}
    steps:
      - uses: actions/checkout@v4
@INSTALL      - run: pip download --no-deps --dest \"$RUNNER_TEMP\" botocore
      - run: @CALL models update --from \"$RUNNER_TEMP\"/botocore-*.whl --only-if reachable
      - run: |
          git diff --quiet && exit 0
          @CALL codegen
          @CALL diff git:HEAD models --format markdown > \"$RUNNER_TEMP/body.md\"
          git switch --force-create shapesmith/models
          git add --all models generated
          git -c user.name=models -c user.email=models@users.noreply.github.com commit --message \"Update the models\"
          git push --force origin shapesmith/models
          gh pr view shapesmith/models --json state --jq .state | grep --quiet OPEN \\
            && gh pr edit shapesmith/models --body-file \"$RUNNER_TEMP/body.md\" \\
            || gh pr create --head shapesmith/models --title \"Update the models\" --body-file \"$RUNNER_TEMP/body.md\"
";

const GITLAB: &str = "\
clients:
  image: rust:latest
  script:
@INSTALL    - @CALL check --format gitlab > gl-code-quality-report.json
  artifacts:
    when: always
    reports: {codequality: gl-code-quality-report.json}
";

const GITLAB_BOT: &str = "
# Is there a release of botocore that changes what is generated? Then a merge request says what it means. It runs in
# scheduled pipelines, and needs a token that may push, as a variable MODELS_TOKEN.
models:
  image: rust:latest
  rules:
    - if: $CI_PIPELINE_SOURCE == \"schedule\"
  script:
@INSTALL    - apt-get update && apt-get install --yes python3-pip && pip download --no-deps --dest /tmp botocore
    - @CALL models update --from /tmp/botocore-*.whl --only-if reachable
    - git diff --quiet && exit 0
    - @CALL codegen
    - @CALL diff git:HEAD models --format markdown > /tmp/body.md
    - git switch --force-create shapesmith/models
    - git add --all models generated
    - git -c user.name=models -c user.email=models@noreply.invalid commit --message \"Update the models\" --message \"$(cat /tmp/body.md)\"
    - git push --force -o merge_request.create \"https://models:$MODELS_TOKEN@$CI_SERVER_HOST/$CI_PROJECT_PATH.git\" shapesmith/models
";

/// Where jobs of GitLab are, and the file that GitLab looks at.
const GITLAB_FILE: &str = ".gitlab/shapesmith.yml";
const GITLAB_ROOT: &str = ".gitlab-ci.yml";

/// How jobs come by the commands.
struct Way {
    install: Option<String>,
    call: String,
}

impl Way {
    fn new(root: &Path, runtime: &Runtime, is_pinned: bool) -> Result<Self, Error> {
        let install = runtime.to_install(root).ok_or_else(|| {
            Error::usage("--ci: the commands and the runtime are in a folder that is none of the workspace's, so CI would not find them")
                .help("say where CI has them from: --runtime VERSION, or --runtime git:URL#REVISION")
        })?;
        Ok(match is_pinned {
            true => Self { install: None, call: format!("cargo {SMITH}") },
            false => Self {
                install: Some(format!("cargo install --locked {install}")),
                call: "cargo shapesmith".to_owned(),
            },
        })
    }

    fn fill(&self, template: &str, item: &str) -> String {
        let install = self.install.as_ref().map(|install| format!("{item}{install}\n")).unwrap_or_default();
        template.replace("@INSTALL", &install).replace("@CALL", &self.call)
    }

    fn github(&self, template: &str) -> String {
        self.fill(template, "      - run: ")
    }

    fn gitlab(&self, with_bot: bool) -> String {
        let bot = if with_bot { GITLAB_BOT } else { "" };
        self.fill(&format!("{GITLAB}{bot}"), "    - ")
    }
}

/// Adds the files, and gives what there is to tell of them.
pub(super) fn add(
    files: &mut Files,
    (ci, with_bot): (Ci, bool),
    package: &str,
    (root, runtime, is_pinned): (&Path, &Runtime, bool),
) -> Result<String, Error> {
    if ci == Ci::None {
        return match with_bot {
            false => Ok(String::new()),
            true => Err(Error::usage("--bot: where is it to run?").help("write --ci github, or --ci gitlab")),
        };
    }
    if with_bot && package != BOTOCORE {
        return Err(Error::usage(format!("--bot: the models are of {package}, and the bot gets {BOTOCORE}"))
            .help("leave --bot away; `models update --from PATH --only-if reachable` is what a job of your own runs"));
    }
    let way = Way::new(root, runtime, is_pinned)?;
    let mut told = String::new();
    match ci {
        Ci::None => {}
        Ci::Github => {
            files.new_file(".github/workflows/shapesmith.yml", way.github(GITHUB))?;
            if with_bot {
                files.new_file(".github/workflows/shapesmith-models.yml", way.github(GITHUB_BOT))?;
            }
        }
        Ci::Gitlab => {
            files.new_file(GITLAB_FILE, way.gitlab(with_bot))?;
            match root.join(GITLAB_ROOT).exists() {
                true => told = format!("add to {GITLAB_ROOT}:  include: {{local: {GITLAB_FILE}}}\n"),
                false => files.new_file(GITLAB_ROOT, format!("include: {{local: {GITLAB_FILE}}}\n"))?,
            }
        }
        Ci::Print => {
            let bot = if with_bot { format!("\n{}", way.github(GITHUB_BOT)) } else { String::new() };
            told = format!("\n# GitHub\n{}{bot}\n# GitLab\n{}", way.github(GITHUB), way.gitlab(with_bot));
        }
    }
    Ok(told)
}
