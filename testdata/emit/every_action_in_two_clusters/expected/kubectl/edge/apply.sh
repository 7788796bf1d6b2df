#!/bin/sh
# Written by `drydock plan --emit kubectl`; not to be edited. The steps of one plan, in
# order. It stops at the first error, and may be run again.
# Plan: sha256:9745c359d03413ec8793d1d20078eb9af1598b3a58ad31e8a2de0d94aaab302b
set -eu
cd -- "$(dirname -- "$0")"
: "${KUBECTL:=kubectl}" "${TIMEOUT:=5m}" "${CONFIRM:=no}"

step() { printf '== %s\n' "$1"; }

stop() {
  printf '%s\n' "$1" >&2
  exit 1
}

# KUBECTL may have flags: KUBECTL="kubectl --context NAME".
# shellcheck disable=SC2086
kube() { $KUBECTL "$@"; }

apply() { kube apply --server-side --field-manager=drydock --force-conflicts "$@" -f "$file"; }

# As a whole, not merged with what is there.
put() {
  if answer=$(kube create --field-manager=drydock -f "$file" 2>&1); then
    printf '%s\n' "$answer"
  else
    case $answer in
      *AlreadyExists* | *'already exists'*) kube replace --field-manager=drydock -f "$file" ;;
      *) stop "$answer" ;;
    esac
  fi
}

# Deletes and creates only what the server does not let change, and only when it would take the new
# one; so a second run does not do it again.
replace() {
  if answer=$(apply --dry-run=server 2>&1); then
    apply
    return
  fi
  case $answer in
    *' is invalid: '*) ;;
    *) stop "$answer" ;;
  esac
  fresh=$(kube create --dry-run=server -f "$file" 2>&1) || case $fresh in
    *AlreadyExists* | *'already exists'*) ;;
    *) stop "$fresh" ;;
  esac
  recreate
}

recreate() { kube replace --force --field-manager=drydock --timeout="$TIMEOUT" -f "$file"; }

delete() {
  if answer=$(kube delete --ignore-not-found --wait --timeout="$TIMEOUT" "$@" 2>&1); then
    printf '%s\n' "$answer"
  else
    case $answer in
      # The definition of the kind is gone, and its objects with it.
      *'no matches for kind'* | *"doesn't have a resource type"*) ;;
      *) stop "$answer" ;;
    esac
  fi
}

confirmed() {
  [ "$CONFIRM" = yes ] || stop 'the next deletions ask for a confirmation: run this with CONFIRM=yes'
}

wait_for() { kube wait --for=condition="$1" --timeout="$TIMEOUT" -f "$file"; }
rolled_out() { kube rollout status --timeout="$TIMEOUT" -f "$file"; }


step '1 wave 20: apply ConfigMap/remote/confirmed and 1 more'
file=01-wave-20-apply.yaml
apply
step 'the end'
