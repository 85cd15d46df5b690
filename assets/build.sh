#!/bin/sh
# Builds the style sheet and gathers what the pages load, into build/static.
set -eu
cd "$(dirname "$0")/.."
static=build/static
mkdir -p "$static/govuk" "$static/fonts"
node_modules/.bin/sass --quiet-deps --no-source-map --style=compressed --load-path=node_modules assets/marketplace.scss "$static/marketplace.css"
cp node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js "$static/govuk/"
rm -f "$static/fonts/"*
cp node_modules/@fontsource/ibm-plex-sans/LICENSE node_modules/@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-[47]00-normal.woff2 "$static/fonts/"
cp assets/favicon.svg assets/start.js assets/passkeys.js assets/uploads.js "$static/"
