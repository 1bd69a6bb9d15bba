package httpclient

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Settings say where a service is and how to speak to it.
type Settings struct {
	// BaseURL is the service's, http or https; the paths of its contract follow it.
	BaseURL string
	// Token is sent as bearer; empty sends none.
	Token string
	// RequestID makes the X-Request-Id of a request that has none.
	RequestID func() string
	// Propagate adds the headers that carry a trace, such as traceparent.
	Propagate func(ctx context.Context, header http.Header)
}

// Service is one that answers in JSON. It sets no time limit of its own: the request's
// context does. It is safe for concurrent use.
type Service struct {
	direct   *Direct
	settings Settings
	base     *url.URL
}

// ErrBaseURL says that no path can follow the base URL. It repeats nothing of it: it may
// hold a password.
var ErrBaseURL = errors.New("is not valid: want http or https, a host, and no more than a path")

// NewService makes a service that is reached by the client.
func NewService(direct *Direct, settings Settings) (*Service, error) {
	base, err := url.Parse(settings.BaseURL)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Hostname() == "" ||
		strings.ContainsAny(settings.BaseURL, "?#") {
		return nil, ErrBaseURL
	}
	return &Service{direct: direct, settings: settings, base: base.JoinPath("/")}, nil // without one, nothing can be joined to it
}

// ReplyLimit is the most that is read of a reply, in bytes (downstream.md).
const ReplyLimit = 1 << 20

// ErrReplyTooLarge says that the reply is larger than ReplyLimit.
var ErrReplyTooLarge = errors.New("the reply is larger than 1 MiB")

// Ask sends a request, whose URL has only a path and a query and follows the base URL, and
// reads the whole reply, of whatever status. Its errors can be told: they repeat neither
// the address nor anything of the reply.
func (s *Service) Ask(request *http.Request) (status int, body []byte, err error) {
	response, err := s.direct.Do(s.addressed(request))
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	body, err = io.ReadAll(io.LimitReader(response.Body, ReplyLimit+1))
	switch {
	case err != nil:
		return 0, nil, err //nolint:wrapcheck // Direct's own, which can be told
	case len(body) > ReplyLimit:
		return 0, nil, ErrReplyTooLarge
	}
	return response.StatusCode, body, nil
}

func (s *Service) addressed(request *http.Request) *http.Request {
	addressed := request.Clone(request.Context())
	addressed.URL = s.base.JoinPath(request.URL.EscapedPath())
	addressed.URL.RawQuery, addressed.Host = request.URL.RawQuery, s.base.Host
	header := addressed.Header
	header.Set("Accept", "application/json")
	if header.Get("X-Request-Id") == "" {
		header.Set("X-Request-Id", s.settings.RequestID())
	}
	if request.Body != nil && request.Body != http.NoBody {
		header.Set("Content-Type", "application/json")
	}
	if s.settings.Token != "" {
		header.Set("Authorization", "Bearer "+s.settings.Token)
	}
	s.settings.Propagate(request.Context(), header)
	return addressed
}
