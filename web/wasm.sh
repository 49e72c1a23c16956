#!/usr/bin/env bash
# Builds the client: go-app's pinned module is copied into an ignored folder, what
# only a server needs is left out, and ./app is built against that copy. The
# server keeps the module as it is. Go refuses to overlay files of its module
# cache, hence the copy.
set -euo pipefail
cd "$(dirname "$0")/.."
build=web/build
goapp=github.com/maxence-charriere/go-app/v10
uuid=github.com/google/uuid
mkdir -p "$build"
go mod download $goapp # a fresh machine has no module cache yet, and list -m would name no folder
rm -rf "$build/goapp" "$build/uuid"
cp -r "$(go list -m -f '{{.Dir}}' $goapp)" "$build/goapp"
chmod -R u+w "$build/goapp"
find "$build/goapp" -name '*_test.go' -delete
while read -r file; do
	case "$file" in ''|'#'*) ;; *) rm -f "$build/goapp/pkg/app/$file" ;; esac
done < web/goapp/leftout.txt
cp web/goapp/client_js.go.txt "$build/goapp/pkg/app/client_js.go"
node web/slim.mjs "$build/goapp/pkg/app/html_gen.go"
mkdir -p "$build/uuid"
cp web/goapp/uuid.go.txt "$build/uuid/uuid.go"
printf 'module %s\n\ngo 1.24\n' $uuid > "$build/uuid/go.mod"
cp go.mod "$build/client.mod"
cp go.sum "$build/client.sum"
go mod edit -replace $goapp=./$build/goapp -replace $uuid=./$build/uuid "$build/client.mod"
# Without inlining the code is a tenth smaller once compressed, and a phone waits for
# bytes, not for calls.
client() { # OUT PACKAGE [FLAG…]
	GOOS=js GOARCH=wasm go build -modfile="$build/client.mod" -trimpath -gcflags=all=-l -ldflags "-s -w" "${@:3}" -o "web/dist/$1" "$2"
	node web/lean.mjs "web/dist/$1"
	node web/pack.mjs "web/dist/$1"
}
cp "$(go env GOROOT)/lib/wasm/wasm_exec.js" web/dist/wasm_exec.js
node web/pack.mjs web/dist/wasm_exec.js
if [ $# -gt 0 ]; then # another program in the place of ours, for measuring
	client app.wasm "$1"
	exit
fi
# Two programs of the same rooms: residents do not wait for the desks of staff.
client app.wasm ./app -tags resident &
client staff.wasm ./app
wait $!
