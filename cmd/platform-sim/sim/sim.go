// Package sim is the stand-in for every service the engine talks to, as one http.Handler: cmd/platform-sim serves it and
// tests mount it in an httptest server. Each service has a path prefix (/eris, /iam, ...), and /_sim looks inside and
// injects faults. docs/platform-sim.md describes it.
package sim

import (
	"net/http"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/stage"
)

// New builds a stand-in with empty records, the chains of its journal, and no faults. It starts no goroutines, so there is nothing to stop.
func New(options Options) (http.Handler, error) {
	options = options.withDefaults()
	services, err := services(options)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	stations := stage.Control{}
	for _, service := range services {
		station := stage.NewStation(service, options.Now, options.Random)
		stations[service.Name] = station
		mux.Handle("/"+service.Name+"/", http.StripPrefix("/"+service.Name, station))
		for pattern, handler := range service.Control {
			mux.HandleFunc(pattern, handler)
		}
	}
	stations.Mount(mux)
	mux.HandleFunc("GET /_sim/health", health)
	mux.HandleFunc("/", reply.NotFound)
	return logged(options.Logger, options.Now, mux), nil
}

func health(w http.ResponseWriter, _ *http.Request) {
	reply.JSON(w, http.StatusOK, map[string]string{"status": "ok"})
}
