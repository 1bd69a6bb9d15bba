package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

var (
	errTwoSecrets  = errors.New("webhook secret: give it or its file, not both")
	errEmptySecret = errors.New("webhook secret: the file is empty")
)

// secretSource is where the webhook secret stands. With neither there is none.
type secretSource struct {
	text string
	file string
}

// orElse is the other source where this one names nothing.
func (s secretSource) orElse(other secretSource) secretSource {
	if s == (secretSource{}) {
		return other
	}
	return s
}

// read answers the secret without the white space around it, empty when there is none.
func (s secretSource) read() (string, error) {
	switch {
	case s.text != "" && s.file != "":
		return "", errTwoSecrets
	case s.file == "":
		return s.text, nil
	}
	content, err := os.ReadFile(s.file)
	if err != nil {
		return "", fmt.Errorf("read the webhook secret: %w", err)
	}
	secret := strings.TrimSpace(string(content))
	if secret == "" {
		return "", errEmptySecret
	}
	return secret, nil
}
