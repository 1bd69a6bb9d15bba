package stage

import "net/http"

// hang holds the request until the client goes away. It does not return: that would answer an empty 200 to a client that is
// still there when the server is closed.
func hang(r *http.Request) {
	<-r.Context().Done()
	panic(http.ErrAbortHandler)
}

// unheard takes a contract's answer and tells nobody.
type unheard struct{ header http.Header }

func (u unheard) Header() http.Header          { return u.header }
func (unheard) Write(body []byte) (int, error) { return len(body), nil }
func (unheard) WriteHeader(int)                {}
