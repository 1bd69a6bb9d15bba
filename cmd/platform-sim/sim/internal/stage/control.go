package stage

import (
	"net/http"
	"strconv"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

// Control is /_sim/{service}/received and /_sim/{service}/fault for the stations by name.
type Control map[string]*Station

// Mount adds the control routes. An unknown service is a 404 that lists none: the names are in the documentation.
func (c Control) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /_sim/{service}/received", c.of((*Station).listReceived))
	mux.HandleFunc("DELETE /_sim/{service}/received", c.of((*Station).clearReceived))
	mux.HandleFunc("GET /_sim/{service}/fault", c.of((*Station).showFault))
	mux.HandleFunc("PUT /_sim/{service}/fault", c.of((*Station).setFault))
}

func (c Control) of(serve func(*Station, http.ResponseWriter, *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		station, known := c[r.PathValue("service")]
		if !known {
			reply.ProblemError{
				Status: http.StatusNotFound, Code: "UNKNOWN_SERVICE", Detail: "service is not one the stand-in plays",
				Errors: []reply.FieldError{{Path: "service", Message: "is not one the stand-in plays"}},
			}.Write(w)
			return
		}
		serve(station, w, r)
	}
}

func (s *Station) listReceived(w http.ResponseWriter, r *http.Request) {
	limit, err := limitOf(r)
	if err != nil {
		reply.Refuse(w, err)
		return
	}
	items, dropped := s.inbox.list(r.URL.Query().Get("tenant_id"), limit)
	for i := range items {
		items[i].Body = readable(items[i].Body)
	}
	reply.JSON(w, http.StatusOK, Listing{Items: items, Dropped: dropped})
}

func limitOf(r *http.Request) (int, error) {
	text := r.URL.Query().Get("limit")
	if text == "" {
		return 0, nil
	}
	limit, err := strconv.Atoi(text)
	if err != nil || limit < 1 || limit > inboxRequests {
		return 0, reply.Invalid("INVALID", reply.FieldError{Path: "limit", Message: "must be a whole number from 1 to 10000"})
	}
	return limit, nil
}

func (s *Station) clearReceived(w http.ResponseWriter, _ *http.Request) {
	s.inbox.clear()
	w.WriteHeader(http.StatusNoContent)
}

func (s *Station) showFault(w http.ResponseWriter, _ *http.Request) {
	reply.JSON(w, http.StatusOK, s.fault.Load())
}

func (s *Station) setFault(w http.ResponseWriter, r *http.Request) {
	var asked order
	if err := reply.Bind(w, r, &asked); err != nil {
		reply.Refuse(w, err)
		return
	}
	fault, err := asked.fault()
	if err != nil {
		reply.Refuse(w, err)
		return
	}
	s.fault.Store(&fault)
	reply.JSON(w, http.StatusOK, fault)
}
