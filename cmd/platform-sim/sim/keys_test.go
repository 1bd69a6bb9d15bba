package sim_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim"
)

// publisher is an engine's key endpoint whose answer can be changed.
type publisher struct {
	answer atomic.Pointer[http.HandlerFunc]
	calls  atomic.Int32
	url    string
}

func publish(t *testing.T) *publisher {
	t.Helper()
	p := new(publisher)
	p.set(`{"keys":[]}`)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.calls.Add(1)
		(*p.answer.Load())(w, r)
	}))
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

func (p *publisher) serve(answer http.HandlerFunc) { p.answer.Store(&answer) }

func (p *publisher) set(body string) {
	p.serve(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) })
}

func jwksOf(s *sealer) string {
	public := base64.RawURLEncoding.EncodeToString(s.private.Public().(ed25519.PublicKey))
	return fmt.Sprintf(`{"keys":[{"kty":"RSA","kid":"r","n":"AQAB","e":"AQAB"},{"kty":"OKP","crv":"Ed25519","kid":%q,"x":%q}]}`, keyID, public)
}

func TestKeysAreFetchedFromTheEngineOnAnUnknownKid(t *testing.T) {
	t.Parallel()
	p, s := publish(t), newSealer(t)
	m := mount(t, sim.Options{KeysURL: p.url})
	r := s.next()

	m.post(r).refused(422, "kid")
	p.set(jwksOf(s))
	require.Equal(t, 201, m.post(r).status)
	fetched := p.calls.Load()
	require.Equal(t, 201, m.post(s.next()).status)
	require.Equal(t, fetched, p.calls.Load(), "a known key is not fetched again")
}

func TestKeysThatCannotBeReadAreAnOutage(t *testing.T) {
	t.Parallel()
	s := newSealer(t)
	private := base64.RawURLEncoding.EncodeToString(s.private.Seed())
	for name, answer := range map[string]http.HandlerFunc{
		"status":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"redirect": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) },
		"no json":  func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) },
		"short": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k","x":"AQ"}]}`))
		},
		"private": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(strings.Replace(jwksOf(s), `"kty":"OKP"`, `"kty":"OKP","d":"`+private+`"`, 1)))
		},
		"endless": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(strings.Repeat(" ", 2<<20) + jwksOf(s)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := publish(t)
			p.serve(answer)
			m := mount(t, sim.Options{KeysURL: p.url})

			require.Equal(t, "KEYS_UNAVAILABLE", m.post(s.draftSigned()).refused(503, "").Code)
		})
	}
}

// draftSigned is a receipt of its own, for tests that run in parallel on one sealer.
func (s *sealer) draftSigned() document {
	s.t.Helper()
	r := s.draft(1, firstPrevHash)
	s.sign(r)
	return r
}

func TestAnEngineThatIsNotThereIsAnOutage(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	m := mount(t, sim.Options{KeysURL: closed.URL})

	m.post(newSealer(t).next()).refused(503, "")
}
