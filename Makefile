# Every target that a person needs; `make help` lists them.
SHELL := /bin/bash
GO ?= go
CLIENT := $(shell find app shared -name '*.go' ! -name '*_test.go' 2>/dev/null)
FILES := web/app.css web/more.css web/sprite.txt web/app.js web/places.js web/boot.js web/worker.js web/outbox.js web/tiles.js web/map.js web/map.css web/kill-worker.js web/rescue.js web/rescue.html web/build.mjs web/pack.mjs $(wildcard web/icons/*)
UNIT := ./shared/... ./app/... ./server/... ./web/...

.PHONY: help run build wasm web test unit lint check bench sim crash e2e tools rivals fuzz clean

help: ## list the targets
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9]+):[^#]*## /\1\t/' | expand -t 10

run: build ## build all and serve the demo on http://localhost:8080
	./bin/denghuo serve --demo

build: wasm web ## bin/denghuo with everything embedded
	$(GO) build -trimpath -o bin/denghuo ./server

wasm: web/dist/app.wasm ## the client: web/dist/app.wasm and its .br

web/dist/app.wasm: $(CLIENT) go.mod go.sum $(wildcard web/goapp/*) web/wasm.sh web/slim.mjs web/lean.mjs web/pack.mjs
	./web/wasm.sh

web: web/dist/app.css ## stylesheet, sprite, icons and scripts

web/dist/app.css: web/node_modules/.package-lock.json $(FILES)
	node web/build.mjs

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund

tools: ## install what the browser tests need (Debian)
	@command -v chromium >/dev/null || (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk)
	@fc-list 2>/dev/null | grep -qi 'noto.*cjk' || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq fonts-noto-cjk fontconfig

test: ## every test: unit, house, simulation, browser
	@$(MAKE) --no-print-directory -j2 tools build
	@$(MAKE) --no-print-directory -j2 lint unit
	$(GO) test -count=1 $(TESTFLAGS) ./e2e/sim ./e2e/crash
	$(GO) test -count=1 $(TESTFLAGS) ./e2e/hostile
	$(GO) test -count=1 -timeout 15m -parallel 3 $(TESTFLAGS) ./e2e/browser # a phone waits more than it works
	@$(MAKE) --no-print-directory fuzz

unit: ## rules, rooms and the house
	$(GO) test -count=1 $(TESTFLAGS) $(UNIT) ./e2e/house
	$(GO) test -count=1 $(TESTFLAGS) -tags resident -run TestResidentsProgram ./shared/city

FUZZTIME ?= 5000x
fuzz: ## every decoder against made-up bytes, two at a time: FUZZTIME=60s each
	@grep -rHoE --include='*_test.go' '^func Fuzz[A-Za-z0-9]+' app server shared | sed -E 's|/[^/]*:func | |' | sort -u | \
		xargs -P 2 -L 1 sh -c '$(GO) test $(TESTFLAGS) -run "^\$$" -fuzz "^$$1\$$" -fuzztime $(FUZZTIME) -parallel 1 ./$$0'

# Pinned, and run from the module cache.
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2

lint: ## staticcheck over all of ours, without findings
	$(GO) run $(STATICCHECK) ./shared/... ./app/... ./server/... ./web ./e2e/...

check: wasm web ## the fast loop: format, vet for both targets, unit tests
	@test -z "$$(gofmt -l app server shared web/*.go e2e)" || (gofmt -l app server shared web/*.go e2e; exit 1)
	$(GO) vet ./...
	GOOS=js GOARCH=wasm $(GO) vet ./app/... ./shared/...
	GOOS=js GOARCH=wasm $(GO) vet -tags resident ./app/... ./shared/...
	$(GO) test -short $(UNIT)
	$(GO) test -tags resident -run TestResidentsProgram ./shared/city

sim: ## the simulation for longer: SEEDS=5000 (and as many in worlds with one trouble turned up)
	$(GO) test -count=1 -timeout 0 -v ./e2e/sim -run 'TestSeeds|TestNamed|TestLines|TestRules' -rules 99 -seeds $(or $(SEEDS),5000)

crash: build ## kill the city for longer, CYCLES=2000, and cut its power; as root
	$(GO) test -count=1 -v -timeout 0 -tags powercut ./e2e/crash -cycles $(or $(CYCLES),2000)

e2e: tools build ## the browser tests; screenshots go to docs/screens
	$(GO) test -count=1 -v -timeout 15m -parallel 3 ./e2e/browser -pictures

rivals: ## install what bench compares with: Redis and PostgreSQL (Debian)
	@(command -v redis-server && ls /usr/lib/postgresql/*/bin/initdb) >/dev/null 2>&1 || (apt-get update -qq && \
		RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq redis-server postgresql)

bench: tools rivals build ## speeds and sizes as ratios, in one run
	$(GO) run ./e2e/bench
	$(GO) test ./app/replica -run '^$$' -bench Thousand
	$(GO) test -count=1 -v -run TestInChromium ./app/browser | grep '1,000 that wait'
	$(GO) test ./e2e/browser -run '^$$' -bench . -benchtime 1x -timeout 15m

clean: ## throw away what was built
	rm -rf bin web/build web/node_modules && find web/dist -type f ! -name .gitkeep -delete
