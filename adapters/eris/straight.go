package eris

import "net/http"

// straight hears of no redirect. A client that sees a Location reads it, even where it
// does not follow; where that is no URL it fails, and repeats it.
type straight struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (s straight) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := s.next.RoundTrip(request)
	if response != nil {
		response.Header.Del("Location")
	}
	return response, err //nolint:wrapcheck // it is the next one's, as it is
}
