# What a newcomer types. `make test` is all that CI runs.

GO      ?= go
SQLC    := github.com/sqlc-dev/sqlc/cmd/sqlc@v1.31.1
LINT    := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.6.2

AXE     := axe-core@4.14.1
REDOCLY := @redocly/cli@2.77.0
CLIENTS := asana@3.2.0 openid-client@6.8.9

JIRAS   := 7.13.5 8.13.1 8.22.6 10.3.19 11.0.0

FUZZ    := ./asana/rest ./asana/auth ./asana/appcomponents ./bridge/wikitext ./jira/jiratest/wiki

.PHONY: build test fuzz checklist bench soak a11y screenshots peers clients lint lint-api generate

build: ## both binaries into bin/
	CGO_ENABLED=0 $(GO) build -o bin/ ./cmd/...

test: ## installs what the tests need, starts a throw-away PostgreSQL, runs every test
	@echo "Building; the first time takes a minute or two …"
	$(GO) build -v ./...
	.ci/with-postgres $(GO) test -timeout 25m ./...

checklist: ## the behaviours of the checklist, a line each, with pass or fail
	.ci/with-postgres $(GO) test -count=1 -v -run '^TestChecklist$$' ./cmd/internal/boot/boottest | .ci/checklist

bench: ## start-up time, memory and requests to Jira, measured here; reads over REST
	.ci/with-postgres $(GO) test -timeout 30m -run '^$$' -bench . -benchtime 3x ./cmd/internal/boot/boottest
	.ci/with-postgres $(GO) test -timeout 60m -run '^$$' -bench . -benchtime 1x ./asana/rest

a11y: ## axe-core on every page of the path, both themes, desk and phone; needs npm
	dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$$dir" $(AXE) && \
	JIRABRIDGE_AXE="$$dir/node_modules/axe-core/axe.min.js" \
	$(GO) test -count=1 -timeout 14m -run '^TestPages$$' ./cmd/internal/boot/boottest

fuzz: ## every fuzz target for a minute; what one finds is kept in testdata/fuzz
	@for p in $(FUZZ); do for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz'); do \
	echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime 60s -fuzzminimizetime 10x -parallel 1 $$p || exit 1; done; done

soak: ## kills the program 200 times on each database while issues are created, and 100 times while a rule creates them; the checklist with every Jira
	.ci/with-postgres $(GO) test -tags soak -timeout 90m -count=1 -v -run '^TestSoak$$' ./cmd/internal/boot/boottest
	for v in $(JIRAS); do echo "Jira $$v"; JIRABRIDGE_TEST_JIRA=$$v .ci/with-postgres $(GO) test -timeout 30m -count=1 -v -run '^TestChecklist$$' ./cmd/internal/boot/boottest | .ci/checklist || exit 1; done

screenshots: ## the pictures in the README, made anew from the running demo
	dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	JIRABRIDGE_SHOTS="$$dir" $(GO) test -count=1 -timeout 14m -run '^TestPages$$' ./cmd/internal/boot/boottest && \
	mkdir -p .github/screenshots && \
	for page in task-with-widget create rule-dialog setup; do cp "$$dir/$$page-light-1280.png" ".github/screenshots/$$page.png"; done

peers: ## independent clients against the simulated Jira
	.ci/peers

clients: ## npm's asana and openid-client against the running demo; needs npm
	.ci/clients $(CLIENTS)

lint:
	$(GO) run $(LINT) run ./...

lint-api: ## Redocly's linter on the served OpenAPI document; needs npm
	dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$$dir" $(REDOCLY) && \
	JIRABRIDGE_OPENAPI="$$dir/openapi.json" $(GO) test -count=1 -run '^TestDocument$$' ./asana/rest && \
	"$$dir/node_modules/.bin/redocly" lint "$$dir/openapi.json"

generate: ## SQL to Go
	$(GO) generate ./...
