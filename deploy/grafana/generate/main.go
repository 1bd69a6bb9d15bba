// Command generate writes the dashboards of observability.md, section 3, as the files
// that Grafana is provisioned with. `make generate` calls it, `make verify` tells when
// the files are not what it writes.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// folder is where the files go, seen from this module, where the command is called.
const folder = "../dashboards"

func main() {
	if err := write(folder); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "generate the dashboards:", err)
		os.Exit(1)
	}
}

// write makes a file of each dashboard, named for its uid.
func write(into string) error {
	for _, made := range []*board{overview(), performance()} {
		built, err := made.Build()
		if err != nil {
			return fmt.Errorf("build %s: %w", made.uid, err)
		}
		text, err := encode(built)
		if err != nil {
			return fmt.Errorf("encode %s: %w", made.uid, err)
		}
		//nolint:gosec // Grafana reads them under an account of its own
		if err := os.WriteFile(filepath.Join(into, made.uid+".json"), text, 0o644); err != nil {
			return fmt.Errorf("write %s: %w", made.uid, err)
		}
	}
	return nil
}

// encode leaves <, > and & in expressions as they are, so that the file can be read.
func encode(built any) ([]byte, error) {
	compact, err := json.Marshal(built)
	if err != nil {
		return nil, fmt.Errorf("as JSON: %w", err)
	}
	var value any
	if err := json.Unmarshal(compact, &value); err != nil {
		return nil, fmt.Errorf("read it back: %w", err)
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return nil, fmt.Errorf("as readable JSON: %w", err)
	}
	return text.Bytes(), nil
}
