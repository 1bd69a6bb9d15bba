package celrules

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/credential"
)

// Bounds of rendered text, in bytes.
const (
	maxTitle  = 256
	maxBody   = 8 << 10
	maxLink   = 2 << 10
	maxPrompt = 16 << 10
)

// form is what a rendered field must be.
type form struct {
	limit int
	// link wants an absolute http or https address.
	link bool
	// quoted has every value in quotes (playbook.Quote).
	quoted bool
}

var (
	errCredential = errors.New("renders to text that looks like a credential; show metadata only")
	errLink       = errors.New("does not render to an http or https address")
)

// refuse answers what is wrong with the rendered text, without repeating it.
func (f form) refuse(text string) error {
	switch {
	case len(text) > f.limit:
		return fmt.Errorf("renders to more than %d bytes", f.limit)
	case credential.In(text):
		return errCredential
	case f.link && !isLink(text):
		return errLink
	}
	return nil
}

// isLink refuses a user or token in the address, and characters that would end it
// within Markdown or HTML.
func isLink(text string) bool {
	if strings.ContainsAny(text, " <>\"`\\") {
		return false
	}
	address, err := url.Parse(text)
	return err == nil && address.Host != "" && address.User == nil && (address.Scheme == "https" || address.Scheme == "http")
}
