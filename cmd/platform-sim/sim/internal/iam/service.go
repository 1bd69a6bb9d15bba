package iam

import (
	"crypto/ed25519"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/stage"
)

// Config is what the identity service is made of.
type Config struct {
	// Key signs first; nil generates one.
	Key ed25519.PrivateKey
	// BaseURL is the stand-in's own; empty takes each request's Host. The issuer is BaseURL + "/iam".
	BaseURL string
	// Now is the clock of iat, nbf and exp.
	Now func() time.Time
}

type service struct {
	keys    *keys
	baseURL string
	now     func() time.Time

	mu   sync.Mutex
	form form
	// asked counts the tokens asked about in the second.
	second int64
	asked  int
}

// New returns the identity service. Its bodies are secret: later contracts carry tokens in them.
func New(config Config) (stage.Service, error) {
	held, err := newKeys(config.Key)
	if err != nil {
		return stage.Service{}, err
	}
	s := &service{keys: held, baseURL: strings.TrimRight(config.BaseURL, "/"), now: config.Now}
	return stage.Service{
		Name:         "iam",
		Contract:     s.contract(),
		SecretBodies: true,
		Control: map[string]http.HandlerFunc{
			"POST /_sim/iam/rotate":       s.rotate,
			"PUT /_sim/iam/form":          s.tellForm,
			"DELETE /_sim/iam/keys/{kid}": s.drop,
		},
	}, nil
}

func (s *service) contract() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/jwks.json", s.jwks)
	mux.HandleFunc("GET /.well-known/openid-configuration", s.discover)
	mux.HandleFunc("POST /token", s.mint)
	mux.HandleFunc("POST /verify", s.verify)
	mux.HandleFunc("/", reply.NotFound)
	return mux
}

func (s *service) issuer(r *http.Request) string {
	if s.baseURL != "" {
		return s.baseURL + "/iam"
	}
	return "http://" + r.Host + "/iam"
}
