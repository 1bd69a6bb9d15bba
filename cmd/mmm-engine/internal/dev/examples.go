package dev

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"path"

	"github.com/goccy/go-yaml"
)

// Client talks to the engine as its users do.
type Client struct {
	// Base is such as http://127.0.0.1:8005/v1/mmm.
	Base string
	// Token is an admin's of the tenant that gets the examples.
	Token string
	HTTP  *http.Client
}

type listed struct {
	Items []struct {
		Definition struct {
			Name string `json:"name"`
		} `json:"definition"`
	} `json:"items"`
}

type created struct {
	ID string `json:"playbook_id"`
}

// LoadExamples creates and publishes the playbooks of the folder that the tenant
// does not have yet, by name, and answers how many those were.
func (c Client) LoadExamples(ctx context.Context, folder fs.FS) (int, error) {
	var present listed
	if err := c.call(ctx, http.MethodGet, "/playbooks?limit=200", nil, &present); err != nil {
		return 0, err
	}
	known := make(map[string]bool)
	for _, item := range present.Items {
		known[item.Definition.Name] = true
	}
	files, err := fs.Glob(folder, "*.yaml")
	if err != nil {
		return 0, fmt.Errorf("list the example playbooks: %w", err)
	}
	loaded := 0
	for _, file := range files {
		name := path.Base(file)
		if known[name[:len(name)-len(".yaml")]] {
			continue
		}
		if err := c.load(ctx, folder, file); err != nil {
			return loaded, fmt.Errorf("load the example %s: %w", name, err)
		}
		loaded++
	}
	return loaded, nil
}

func (c Client) load(ctx context.Context, folder fs.FS, file string) error {
	content, err := fs.ReadFile(folder, file)
	if err != nil {
		return fmt.Errorf("read it: %w", err)
	}
	var definition map[string]any
	if err := yaml.Unmarshal(content, &definition); err != nil {
		return fmt.Errorf("parse it: %w", err)
	}
	delete(definition, "kind") // only files say what they hold
	var draft created
	if err := c.call(ctx, http.MethodPost, "/playbooks", definition, &draft); err != nil {
		return err
	}
	return c.call(ctx, http.MethodPost, "/playbooks/"+draft.ID+"/publish", struct{}{}, nil)
}

func (c Client) call(ctx context.Context, method, route string, body, into any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode a request: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.Base+route, bytes.NewReader(encoded))
	if err != nil {
		return fmt.Errorf("make a request: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+c.Token)
	request.Header.Set("Content-Type", "application/json")
	response, err := c.HTTP.Do(request)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, route, err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode >= http.StatusBadRequest {
		var problem struct {
			Detail string `json:"detail"`
			Errors any    `json:"errors"`
		}
		_ = json.NewDecoder(response.Body).Decode(&problem) // the status says enough
		return fmt.Errorf("%s %s: %s: %s %v", method, route, response.Status, problem.Detail, problem.Errors)
	}
	if into == nil {
		return nil
	}
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		return fmt.Errorf("read the answer to %s %s: %w", method, route, err)
	}
	return nil
}
