package scene

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// Admin publishes a tenant's playbooks over the API, as its admins do.
type Admin struct {
	// Base is such as http://127.0.0.1:8005/v1/mmm.
	Base, Token string
	HTTP        *http.Client
}

// Publish creates and publishes the playbooks, and answers their ids.
func (a Admin) Publish(ctx context.Context, set []playbook.Definition) (ids []string, err error) {
	for _, definition := range set {
		var draft struct {
			ID string `json:"playbook_id"`
		}
		if err := a.post(ctx, "/playbooks", definition, &draft); err != nil {
			return nil, fmt.Errorf("create the playbook %s: %w", definition.Name, err)
		}
		if err := a.post(ctx, "/playbooks/"+draft.ID+"/publish", struct{}{}, nil); err != nil {
			return nil, fmt.Errorf("publish the playbook %s: %w", definition.Name, err)
		}
		ids = append(ids, draft.ID)
	}
	return ids, nil
}

func (a Admin) post(ctx context.Context, route string, body, into any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode a request: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, a.Base+route, bytes.NewReader(encoded))
	if err != nil {
		return fmt.Errorf("make a request: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+a.Token)
	request.Header.Set("Content-Type", "application/json")
	response, err := a.HTTP.Do(request)
	if err != nil {
		return fmt.Errorf("POST %s: %w", route, err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("POST %s: %w", route, err)
	}
	if response.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("POST %s: %s: %s", route, response.Status, answer)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return fmt.Errorf("read the answer to POST %s: %w", route, err)
	}
	return nil
}
