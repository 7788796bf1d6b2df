#!/bin/sh
# Written by `drydock plan --emit terraform`; not to be edited. Arguments go to each
# `terraform apply`, as in `sh apply.sh -auto-approve`.
set -eu
cd -- "$(dirname -- "$0")"
terraform -chdir=definitions init -input=false
terraform -chdir=objects init -input=false
terraform -chdir=objects apply "$@"
terraform -chdir=definitions apply "$@"
