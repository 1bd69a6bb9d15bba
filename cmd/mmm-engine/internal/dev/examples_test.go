package dev_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-engine/internal/dev"
)

// playbooks is the part of the API that examples are loaded through.
type playbooks struct {
	mu        sync.Mutex
	requests  []string
	drafts    []map[string]any
	published []string
	refused   string
	tokens    map[string]bool
}

func (p *playbooks) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests = append(p.requests, r.Method+" "+r.URL.String())
	p.tokens[r.Header.Get("Authorization")] = true
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/mmm/playbooks", p.list)
	mux.HandleFunc("POST /v1/mmm/playbooks", p.create)
	mux.HandleFunc("POST /v1/mmm/playbooks/{id}/publish", p.publish)
	mux.ServeHTTP(w, r)
}

func (p *playbooks) list(w http.ResponseWriter, _ *http.Request) {
	items := make([]string, len(p.drafts))
	for i, draft := range p.drafts {
		items[i] = fmt.Sprintf(`{"definition": {"name": %q}}`, draft["name"])
	}
	_, _ = fmt.Fprintf(w, `{"items": [%s]}`, strings.Join(items, ", "))
}

func (p *playbooks) create(w http.ResponseWriter, r *http.Request) {
	var draft map[string]any
	if err := json.NewDecoder(r.Body).Decode(&draft); err != nil || draft["name"] == p.refused {
		w.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = w.Write([]byte(`{"detail": "the playbook is not valid", "errors": [{"path": "conditions[0]", "message": "unknown name"}]}`))
		return
	}
	p.drafts = append(p.drafts, draft)
	w.WriteHeader(http.StatusCreated)
	_, _ = fmt.Fprintf(w, `{"playbook_id": "id-of-%s"}`, draft["name"])
}

func (p *playbooks) publish(_ http.ResponseWriter, r *http.Request) {
	p.published = append(p.published, r.PathValue("id"))
}

func mounted(t *testing.T) (*playbooks, dev.Client) {
	t.Helper()
	api := &playbooks{tokens: map[string]bool{}}
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	return api, dev.Client{Base: server.URL + "/v1/mmm", Token: "a-token", HTTP: server.Client()}
}

func examples() fstest.MapFS {
	return fstest.MapFS{
		"first.yaml":  {Data: []byte("kind: playbook\nname: first\nconditions: [\"true\"]\n")},
		"second.yaml": {Data: []byte("name: second\n")},
		"notes.txt":   {Data: []byte("no playbook")},
	}
}

func TestExamplesAreCreatedAndPublished(t *testing.T) {
	t.Parallel()
	api, client := mounted(t)

	loaded, err := client.LoadExamples(t.Context(), examples())

	require.NoError(t, err)
	require.Equal(t, 2, loaded)
	require.Equal(t, []map[string]any{{"name": "first", "conditions": []any{"true"}}, {"name": "second"}}, api.drafts)
	require.Equal(t, []string{"id-of-first", "id-of-second"}, api.published)
	require.Equal(t, map[string]bool{"Bearer a-token": true}, api.tokens)
}

func TestExamplesThatAreThereAreNotLoadedAgain(t *testing.T) {
	t.Parallel()
	api, client := mounted(t)
	_, err := client.LoadExamples(t.Context(), examples())
	require.NoError(t, err)
	api.requests = nil

	loaded, err := client.LoadExamples(t.Context(), examples())

	require.NoError(t, err)
	require.Zero(t, loaded)
	require.Equal(t, []string{"GET /v1/mmm/playbooks?limit=200"}, api.requests)
}

func TestARefusedExampleNamesItsFileAndTheProblem(t *testing.T) {
	t.Parallel()
	api, client := mounted(t)
	api.refused = "second"

	loaded, err := client.LoadExamples(t.Context(), examples())

	require.Equal(t, 1, loaded, "those before it are loaded")
	for _, part := range []string{"second.yaml", "422", "the playbook is not valid", "conditions[0]", "unknown name"} {
		require.ErrorContains(t, err, part)
	}
	require.NotContains(t, err.Error(), "a-token")
}

func TestAnExampleThatIsNoYAMLNamesItsFile(t *testing.T) {
	t.Parallel()
	_, client := mounted(t)

	_, err := client.LoadExamples(t.Context(), fstest.MapFS{"broken.yaml": {Data: []byte("name: [")}})

	require.ErrorContains(t, err, "broken.yaml")
	require.ErrorContains(t, err, "parse it")
}

func TestAnEngineThatIsAwayIsAnError(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	client := dev.Client{Base: server.URL, HTTP: server.Client()}
	server.Close()

	_, err := client.LoadExamples(t.Context(), examples())

	require.ErrorContains(t, err, "GET /playbooks")
}
