package iam

import (
	"net/http"
	"strings"
	"time"

	"github.com/lestrrat-go/jwx/v3/jwt"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

// verdict is what a token that was minted here stands for. A deployment may name the tenant in sub only.
type verdict struct {
	Sub        string    `json:"sub"`
	Scope      []string  `json:"scope"`
	ValidUntil time.Time `json:"valid_until"`
	TenantID   string    `json:"tenant_id,omitempty"`
	Roles      []string  `json:"roles"`
	ActorType  string    `json:"actor_type"`
}

// asksASecond is what a client may ask, as the contract says it may.
const asksASecond = 20

func (s *service) verify(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Token string `json:"token"`
	}
	if err := reply.Bind(w, r, &asked); err != nil {
		reply.Refuse(w, err)
		return
	}
	if !s.admit() {
		w.Header().Set("Retry-After", "1")
		reply.ProblemError{Status: http.StatusTooManyRequests, Code: "RATE_LIMITED", Detail: "20 calls a second are allowed"}.Write(w)
		return
	}
	judged, err := s.judge(asked.Token, s.issuer(r))
	if err != nil {
		reply.ProblemError{Status: http.StatusUnauthorized, Code: "TOKEN_INVALID", Detail: "the token is not a good one"}.Write(w)
		return
	}
	reply.JSON(w, http.StatusOK, s.formed(judged))
}

// admit counts the calls of this second.
func (s *service) admit() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if second := s.now().Unix(); second != s.second {
		s.second, s.asked = second, 0
	}
	s.asked++
	return s.asked <= asksASecond
}

func (s *service) judge(token, issuer string) (verdict, error) {
	set, err := s.keys.public()
	if err != nil {
		return verdict{}, err
	}
	parsed, err := jwt.ParseString(token, jwt.WithKeySet(set), jwt.WithIssuer(issuer), jwt.WithClock(jwt.ClockFunc(s.now)))
	if err != nil {
		return verdict{}, err //nolint:wrapcheck // nobody is told
	}
	var made verdict
	var scope string
	var roles []any
	_ = parsed.Get("tenant_id", &made.TenantID)
	_ = parsed.Get("actor_type", &made.ActorType)
	_ = parsed.Get("scope", &scope)
	_ = parsed.Get("roles", &roles)
	made.Sub, _ = parsed.Subject()
	made.ValidUntil, _ = parsed.Expiration()
	made.Scope, made.Roles = strings.Fields(scope), []string{}
	for _, role := range roles {
		if name, is := role.(string); is {
			made.Roles = append(made.Roles, name)
		}
	}
	return made, nil
}

// form is how the tenant is named, told by PUT /_sim/iam/form.
type form struct {
	// TenantIn is claim, sub_prefix or sub_suffix.
	TenantIn string `json:"tenant_in"`
}

func (s *service) formed(v verdict) verdict {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch s.form.TenantIn {
	case "sub_prefix":
		v.Sub, v.TenantID = v.TenantID+":"+v.Sub, ""
	case "sub_suffix":
		v.Sub, v.TenantID = v.Sub+"@"+v.TenantID, ""
	}
	return v
}

func (s *service) tellForm(w http.ResponseWriter, r *http.Request) {
	var told form
	if err := reply.Bind(w, r, &told); err != nil {
		reply.Refuse(w, err)
		return
	}
	switch told.TenantIn {
	case "claim", "sub_prefix", "sub_suffix":
	default:
		reply.Refuse(w, reply.Invalid("INVALID", reply.FieldError{Path: "tenant_in", Message: "must be claim, sub_prefix or sub_suffix"}))
		return
	}
	s.mu.Lock()
	s.form = told
	s.mu.Unlock()
	reply.JSON(w, http.StatusOK, told)
}
