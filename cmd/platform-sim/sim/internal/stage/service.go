// Package stage is what every stand-in service shares: what it received is kept for inspection, and faults are injected
// on command before the contract answers.
package stage

import "net/http"

// Service is one stand-in. A new one is one file that returns this, and its line in package sim's table.
type Service struct {
	// Name is the service's prefix under the stand-in's address and its name under /_sim.
	Name string
	// Contract serves the service's own routes, without the prefix.
	Contract http.Handler
	// Control adds routes under /_sim, by full ServeMux pattern. They are neither recorded nor faulted. May be nil.
	Control map[string]http.HandlerFunc
	// SecretBodies keeps bodies out of the record, for a contract that carries tokens.
	SecretBodies bool
}
