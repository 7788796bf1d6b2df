#include "cli/ci_files.h"

namespace drydock::cli {
namespace {

constexpr std::string_view kGitlab =
    R"yaml(# Checks merge requests with drydock: findings appear in the merge request's Code Quality and test
# widgets, and the whole report is an artifact. Include it in .gitlab-ci.yml:
#
#   include:
#     - local: .gitlab/ci/drydock.yml
#
# DRYDOCK_IMAGE is an image with the program in it; docs/ci.md shows how to make one. With a project access token in the
# masked variable DRYDOCK_TOKEN there is a note on the merge request, too.
variables:
  DRYDOCK_IMAGE: registry.example.com/tools/drydock:0.1

drydock:
  stage: test
  image:
    name: $DRYDOCK_IMAGE
    entrypoint: [""]
  variables:
    GIT_DEPTH: "0" # the target branch is compared with
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    # In a merge request its target branch is the base: what is there already is known and fails nothing.
    - |
      code=0
      drydock check \
        --report gitlab=gl-code-quality-report.json --report junit=drydock-junit.xml \
        --report markdown=drydock.md --report html=drydock.html --report patch=drydock.patch || code=$?
      # A note on the merge request, when there is a token that may write one: docs/ci.md says which.
      if [ -n "${DRYDOCK_TOKEN:-}" ] && [ -n "${CI_MERGE_REQUEST_IID:-}" ] && [ -f drydock.md ]; then
        drydock report post gitlab --file drydock.md || echo "the note was not posted"
      fi
      exit "$code"
  artifacts:
    when: always
    expose_as: drydock report
    paths: [drydock.html, drydock.md, drydock.patch]
    reports:
      codequality: gl-code-quality-report.json
      junit: drydock-junit.xml
)yaml";

constexpr std::string_view kGitlabComponent =
    R"yaml(# A CI/CD component: templates/check.yml of a component project. Used so:
#
#   include:
#     - component: $CI_SERVER_FQDN/tools/drydock/check@1.0
#       inputs: {fail-on: warning}
spec:
  inputs:
    stage:
      default: test
    image:
      default: registry.example.com/tools/drydock:0.1
      description: an image with the program in it
    fail-on:
      default: error
      options: [error, warning, info]
      description: from which severity on new findings fail the job
    arguments:
      default: ""
      description: further arguments of `drydock check`
---
drydock:
  stage: $[[ inputs.stage ]]
  image:
    name: $[[ inputs.image ]]
    entrypoint: [""]
  variables:
    GIT_DEPTH: "0" # the target branch is compared with
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - |
      code=0
      drydock check --fail-on $[[ inputs.fail-on ]] $[[ inputs.arguments ]] \
        --report gitlab=gl-code-quality-report.json --report junit=drydock-junit.xml \
        --report markdown=drydock.md --report html=drydock.html --report patch=drydock.patch || code=$?
      # A note on the merge request, when there is a token that may write one: docs/ci.md says which.
      if [ -n "${DRYDOCK_TOKEN:-}" ] && [ -n "${CI_MERGE_REQUEST_IID:-}" ] && [ -f drydock.md ]; then
        drydock report post gitlab --file drydock.md || echo "the note was not posted"
      fi
      exit "$code"
  artifacts:
    when: always
    expose_as: drydock report
    paths: [drydock.html, drydock.md, drydock.patch]
    reports:
      codequality: gl-code-quality-report.json
      junit: drydock-junit.xml
)yaml";

constexpr std::string_view kGithub =
    R"yaml(# Checks pull requests with drydock: annotations on the changed lines, a note, code scanning alerts, a summary
# of the job, and the whole report as an artifact.
#
# The variables DRYDOCK_URL and DRYDOCK_SHA256 of the repository or organization say where the program is.
name: drydock
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
  security-events: write # for the upload to code scanning
  pull-requests: write # for the note
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0 # the target branch is compared with
          persist-credentials: false
      - name: Install drydock
        env:
          DRYDOCK_URL: ${{ vars.DRYDOCK_URL }}
          DRYDOCK_SHA256: ${{ vars.DRYDOCK_SHA256 }}
        run: |
          mkdir -p "$RUNNER_TEMP/drydock"
          curl --fail --silent --show-error --location --output "$RUNNER_TEMP/drydock/drydock" "$DRYDOCK_URL"
          echo "$DRYDOCK_SHA256  $RUNNER_TEMP/drydock/drydock" | sha256sum --check --quiet
          chmod +x "$RUNNER_TEMP/drydock/drydock"
          echo "$RUNNER_TEMP/drydock" >> "$GITHUB_PATH"
      - name: Check
        # In a pull request its target branch is the base: what is there already is known and fails nothing.
        run: >-
          drydock check --format github
          --report sarif=drydock.sarif
          --report markdown=drydock.md
          --report html=drydock.html
          --report patch=drydock.patch
      - name: Summary
        if: ${{ !cancelled() && hashFiles('drydock.md') != '' }}
        run: cat drydock.md >> "$GITHUB_STEP_SUMMARY"
      - name: Note
        # Pull requests from forks may not write one. The check has its own result.
        if: >-
          ${{ !cancelled() && hashFiles('drydock.md') != '' && github.event_name == 'pull_request' &&
          github.event.pull_request.head.repo.full_name == github.repository }}
        continue-on-error: true
        env:
          GITHUB_TOKEN: ${{ github.token }}
        run: drydock report post github --file drydock.md
      - name: Code scanning
        # Pull requests from forks may not write there.
        if: >-
          ${{ !cancelled() && hashFiles('drydock.sarif') != '' &&
          (github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository) }}
        uses: github/codeql-action/upload-sarif@v3
        with:
          sarif_file: drydock.sarif
          category: drydock
      - name: Keep the report
        if: ${{ !cancelled() && hashFiles('drydock.html') != '' }}
        uses: actions/upload-artifact@v4
        with:
          name: drydock
          path: |
            drydock.html
            drydock.patch
)yaml";

constexpr std::string_view kGithubAction =
    R"yaml(# action.yml of a repository for the action. Used so, after actions/checkout with fetch-depth 0:
#
#   - uses: example/drydock-action@v1
#     with: {url: "https://downloads.example.com/drydock", sha256: "…"}
name: drydock
description: Check a GitOps repository before the merge, without a cluster
inputs:
  url:
    description: where the program is downloaded from
    required: true
  sha256:
    description: its digest
    required: true
  fail-on:
    description: from which severity on new findings fail the job (error, warning, info)
    default: error
  arguments:
    description: further arguments of `drydock check`
    default: ""
  token:
    description: "a token with `pull-requests: write`, for a note on the pull request; none: no note"
    default: ""
outputs:
  sarif:
    description: the findings as SARIF, for github/codeql-action/upload-sarif
    value: drydock.sarif
  html:
    description: the whole report
    value: drydock.html
runs:
  using: composite
  steps:
    - name: Install drydock
      shell: bash
      env:
        URL: ${{ inputs.url }}
        SHA256: ${{ inputs.sha256 }}
      run: |
        mkdir -p "$RUNNER_TEMP/drydock"
        curl --fail --silent --show-error --location --output "$RUNNER_TEMP/drydock/drydock" "$URL"
        echo "$SHA256  $RUNNER_TEMP/drydock/drydock" | sha256sum --check --quiet
        chmod +x "$RUNNER_TEMP/drydock/drydock"
    - name: Check
      shell: bash
      env:
        FAIL_ON: ${{ inputs.fail-on }}
        ARGUMENTS: ${{ inputs.arguments }}
        DRYDOCK_TOKEN: ${{ inputs.token }}
      run: |
        code=0
        # ARGUMENTS are words, split on purpose.
        "$RUNNER_TEMP/drydock/drydock" check --format github --fail-on "$FAIL_ON" \
          --report sarif=drydock.sarif --report markdown=drydock.md --report html=drydock.html \
          --report patch=drydock.patch $ARGUMENTS || code=$?
        if [ -f drydock.md ]; then cat drydock.md >> "$GITHUB_STEP_SUMMARY"; fi
        if [ -n "$DRYDOCK_TOKEN" ] && [ -f drydock.md ] && [ "$GITHUB_EVENT_NAME" = pull_request ]; then
          "$RUNNER_TEMP/drydock/drydock" report post github --file drydock.md || echo "the note was not posted"
        fi
        exit "$code"
)yaml";

constexpr std::string_view kJenkins =
    R"groovy(// Checks changes with drydock. Wants the plugins Pipeline, Git, JUnit and Warnings Next Generation, and an
// agent with the program on its PATH.
pipeline {
  agent any
  options { timeout(time: 10, unit: 'MINUTES') }
  stages {
    stage('drydock') {
      steps {
        script {
          // In a multibranch pipeline for change requests, CHANGE_TARGET is the branch that it goes to.
          String base = 'none'
          if (env.CHANGE_TARGET) {
            sh 'git fetch --no-tags origin "+refs/heads/$CHANGE_TARGET:refs/remotes/origin/$CHANGE_TARGET"'
            base = "origin/${env.CHANGE_TARGET}"
          }
          withEnv(["DRYDOCK_BASE=${base}"]) {
            int code = sh(returnStatus: true, script: '''
              drydock check --base "$DRYDOCK_BASE" \
                --report sarif=drydock.sarif --report junit=drydock-junit.xml \
                --report html=drydock.html --report patch=drydock.patch
            ''')
            if (code > 1) { error("drydock could not check: exit code ${code}") }
            if (code == 1) { currentBuild.result = 'FAILURE' }
          }
        }
      }
    }
  }
  post {
    always {
      junit allowEmptyResults: true, testResults: 'drydock-junit.xml'
      recordIssues tools: [sarif(pattern: 'drydock.sarif', id: 'drydock', name: 'drydock')]
      archiveArtifacts allowEmptyArchive: true, artifacts: 'drydock.html, drydock.patch'
    }
  }
}
)groovy";

constexpr std::string_view kTekton =
    R"yaml(# Checks a checked-out repository with drydock. `source` is the workspace that git-clone filled, with depth 0;
# `base` is the revision to compare with, such as origin/main.
apiVersion: tekton.dev/v1
kind: Task
metadata:
  name: drydock-check
spec:
  description: Checks a GitOps repository before the merge, without a cluster.
  params:
    - name: image
      type: string
      description: an image with the program in it
      default: registry.example.com/tools/drydock:0.1
    - name: base
      type: string
      description: the revision to compare with; none for nothing
      default: none
    - name: fail-on
      type: string
      description: from which severity on new findings fail the task
      default: error
  workspaces:
    - name: source
  results:
    - name: exit-code
      description: 0 clean, 1 findings, 2 it could not check
  steps:
    - name: check
      image: $(params.image)
      workingDir: $(workspaces.source.path)
      env:
        - name: BASE
          value: $(params.base)
        - name: FAIL_ON
          value: $(params.fail-on)
      securityContext:
        allowPrivilegeEscalation: false
        capabilities:
          drop: [ALL]
      script: |
        #!/bin/sh
        code=0
        drydock check --base "$BASE" --fail-on "$FAIL_ON" \
          --report sarif=drydock.sarif --report markdown=drydock.md --report html=drydock.html || code=$?
        printf %s "$code" > "$(results.exit-code.path)"
        exit "$code"
)yaml";

constexpr std::string_view kArgo =
    R"yaml(# Checks a revision of a repository with drydock. The base is fetched together with it, so that what is there
# already is known and fails nothing.
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: drydock-check
spec:
  entrypoint: check
  activeDeadlineSeconds: 600
  arguments:
    parameters:
      - name: repository
      - name: revision
      - name: base
        value: origin/main
      - name: image
        value: registry.example.com/tools/drydock:0.1
  templates:
    - name: check
      inputs:
        artifacts:
          - name: source
            path: /source
            git:
              repo: "{{workflow.parameters.repository}}"
              revision: "{{workflow.parameters.revision}}"
      outputs:
        artifacts:
          - name: report
            path: /tmp/report/drydock.html
            optional: true
          - name: sarif
            path: /tmp/report/drydock.sarif
            optional: true
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
      container:
        image: "{{workflow.parameters.image}}"
        workingDir: /source
        env:
          - name: BASE
            value: "{{workflow.parameters.base}}"
        command: [sh, -c]
        args:
          - |
            mkdir -p /tmp/report
            exec drydock check --base "$BASE" \
              --report html=/tmp/report/drydock.html --report sarif=/tmp/report/drydock.sarif
)yaml";

constexpr std::string_view kPreCommit =
    R"yaml(# Checks what is about to be committed with drydock, against the last commit: only what the change adds counts.
# The program must be on the PATH.
repos:
  - repo: local
    hooks:
      - id: drydock
        name: drydock check
        entry: drydock check --base HEAD --no-merge
        language: system
        files: \.(ya?ml|json|tpl|lua)$
        pass_filenames: false
        require_serial: true
)yaml";

// clang-format off
constexpr CiFile kFiles[] = {
    {"gitlab", ".gitlab/ci/drydock.yml", "gitlab.yml", kGitlab,
     "Add `include: [{local: .gitlab/ci/drydock.yml}]` to .gitlab-ci.yml, and set DRYDOCK_IMAGE to an image with the program."},
    {"github", ".github/workflows/drydock.yml", "github-workflow.yml", kGithub,
     "Set the variables DRYDOCK_URL and DRYDOCK_SHA256 of the repository, and the branch below `push` if it is not main."},
    {"jenkins", "Jenkinsfile", "Jenkinsfile", kJenkins,
     "Install the program on the agents, and make a multibranch pipeline for the repository."},
    {"tekton", "tekton/drydock-check.yaml", "tekton.yaml", kTekton,
     "Apply the Task, and run it behind git-clone."},
    {"argo-workflows", "argo/drydock-check.yaml", "argo-workflows.yaml", kArgo,
     "Apply the WorkflowTemplate, and submit it with the parameters repository and revision."},
    {"pre-commit", ".pre-commit-config.yaml", "pre-commit.yaml", kPreCommit,
     "Run `pre-commit install`."},
    {"", "", "gitlab-component.yml", kGitlabComponent, ""},
    {"", "", "github-action.yml", kGithubAction, ""},
};
// clang-format on

}  // namespace

std::span<const CiFile> ci_files() { return kFiles; }

}  // namespace drydock::cli
