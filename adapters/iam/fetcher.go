package iam

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	fetchTimeout = 2 * time.Second
	maxReply     = 1 << 20
)

// Client sends requests where they are meant to go, and no further. Its errors repeat
// neither addresses nor anything of an answer.
type Client interface {
	Do(request *http.Request) (*http.Response, error)
}

// fetcher reads documents of the identity service, bounded in time and size.
type fetcher struct{ client Client }

func (f fetcher) keys(ctx context.Context, from Issuer) (*keySet, error) {
	address := from.KeysURL
	if address == "" {
		discovered, err := f.discover(ctx, from.Expected.Issuer)
		if err != nil {
			return nil, err
		}
		address = discovered
	}
	document, err := f.get(ctx, address)
	if err != nil {
		return nil, err
	}
	return parseKeySet(document)
}

// discover answers where the issuer says its keys are (OpenID Connect Discovery).
func (f fetcher) discover(ctx context.Context, issuer string) (string, error) {
	document, err := f.get(ctx, strings.TrimRight(issuer, "/")+"/.well-known/openid-configuration")
	if err != nil {
		return "", err
	}
	var said struct {
		Issuer  string `json:"issuer"`
		KeysURL string `json:"jwks_uri"`
	}
	if err := json.Unmarshal(document, &said); err != nil {
		return "", errors.New("the issuer's configuration is not JSON of its kind") // the cause would repeat it
	}
	if said.Issuer != issuer {
		return "", errors.New("the issuer's configuration is of another issuer: check IAM_ISSUER")
	}
	return said.KeysURL, sameSecurity(issuer, said.KeysURL)
}

// sameSecurity refuses keys that come over a worse way than the word of where they are.
func sameSecurity(issuer, keys string) error {
	from, err := url.Parse(issuer)
	if err != nil {
		return fmt.Errorf("read IAM_ISSUER: %w", err)
	}
	to, err := url.Parse(keys)
	if err != nil {
		return errors.New("the issuer's jwks_uri is not a URL") // the cause would repeat it
	}
	if to.Host == "" || (to.Scheme != "https" && to.Scheme != from.Scheme) {
		return errors.New("the issuer's jwks_uri must be a full URL, by https unless the issuer's own is not")
	}
	return nil
}

func (f fetcher) get(ctx context.Context, address string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("ask for the keys: %w", err)
	}
	request.Header.Set("Accept", "application/json")
	response, err := f.client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("ask for the keys: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("ask for the keys: the identity service answered %d", response.StatusCode)
	}
	document, err := io.ReadAll(io.LimitReader(response.Body, maxReply+1))
	if err != nil {
		return nil, fmt.Errorf("read the keys: %w", err)
	}
	if len(document) > maxReply {
		return nil, errors.New("read the keys: the reply is longer than 1 MiB")
	}
	return document, nil
}
