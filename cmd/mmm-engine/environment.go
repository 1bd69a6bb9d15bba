package main

import (
	"os"
	"strings"
)

// apiBase answers where the engine of these settings is reached on this machine.
func apiBase(environ map[string]string) string {
	address := environ["HTTP_ADDR"]
	switch {
	case address != "":
	case environ["PORT"] != "":
		address = ":" + environ["PORT"]
	default:
		address = defaultAddress
	}
	if strings.HasPrefix(address, ":") {
		address = "127.0.0.1" + address
	}
	return "http://" + address + "/v1/mmm"
}

func environment() map[string]string {
	environ := make(map[string]string)
	for _, pair := range os.Environ() {
		if name, value, ok := strings.Cut(pair, "="); ok {
			environ[name] = value
		}
	}
	return environ
}

// fill sets what is not set yet.
func fill(environ, defaults map[string]string) {
	for name, value := range defaults {
		if environ[name] == "" {
			environ[name] = value
		}
	}
}
