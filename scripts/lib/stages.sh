# The stages of scripts/test. Each is a function `stage_NAME` that fails where
# something is wrong. Expects lib/common.sh, $results and $extra.

stages='generated types lint format api-reports unit app e2e'

describe_stage() {
  case $1 in
    generated) say 'Generated files are current' ;;
    types) say 'Types' ;;
    lint) say 'Lint' ;;
    format) say 'Formatting' ;;
    api-reports) say 'API reports are current' ;;
    unit) say 'Unit, integration and engine tests' ;;
    app) say "The portal's pages can be built" ;;
    e2e) say 'The portal in a browser' ;;
  esac
}

# What a stage needs of the machine.
needs_of() {
  case $1 in
    unit) say 'git postgres engine' ;;
    e2e) say 'git chromium engine' ;;
  esac
}

stage_generated() {
  run node scripts/generate-openapi.js --check
}

stage_types() {
  run yarn tsc
}

stage_lint() {
  run yarn lint
}

stage_format() {
  run yarn prettier:check
}

stage_api_reports() {
  # They are made from the declarations that the compiler writes.
  case " $selected " in
    *' types '*) ;;
    *) run yarn tsc || return 1 ;;
  esac
  run yarn api-reports --ci
}

stage_unit() {
  # shellcheck disable=SC2086 # Arguments given by hand.
  run env BACKSTAGE_TEST_DISABLE_DOCKER=1 yarn test \
    --maxWorkers="${TEST_WORKERS:-2}" \
    --json --outputFile="$results/jest.json" $extra
}

stage_app() {
  run "$root/scripts/lib/build-app"
}

stage_e2e() {
  if [ ! -f "$root/playwright.config.ts" ]; then
    say 'There is no playwright.config.ts yet.'
    return 3
  fi
  # Playwright only stops the portal that it has started when it is interrupted.
  stop_signal=INT
  patience=45
  # shellcheck disable=SC2086 # Arguments given by hand.
  run env PLAYWRIGHT_JSON_OUTPUT_FILE="$results/playwright.json" \
    yarn playwright test $extra
}
