// Package credential recognises text that looks like a secret, so that it is
// refused at the door and never stored or logged (product.md, Secrets and code
// in input).
package credential

import (
	"regexp"
	"strings"
)

// Refusal is the message for a field that looks like a credential. It never
// repeats the value.
const Refusal = "looks like a credential; send metadata only, and revoke the credential if it is real"

// shapes are the published formats of keys, each with a fixed piece of text that
// must occur before the expression is worth running.
var shapes = []struct {
	marker string
	form   *regexp.Regexp
}{
	{"-----BEGIN ", regexp.MustCompile(`-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY`)},
	{"AKIA", regexp.MustCompile(`\bAKIA[0-9A-Z]{16}\b`)},
	{"ASIA", regexp.MustCompile(`\bASIA[0-9A-Z]{16}\b`)},
	{"gh", regexp.MustCompile(`\bgh[pousr]_[A-Za-z0-9]{36,}`)},
	{"github_pat_", regexp.MustCompile(`\bgithub_pat_[A-Za-z0-9_]{22,}`)},
	{"glpat-", regexp.MustCompile(`\bglpat-[A-Za-z0-9_-]{20,}`)},
	{"xox", regexp.MustCompile(`\bxox[abeoprs]-[A-Za-z0-9-]{10,}`)},
	{"sk_live_", regexp.MustCompile(`\b[sr]k_live_[A-Za-z0-9]{16,}`)},
	{"rk_live_", regexp.MustCompile(`\b[sr]k_live_[A-Za-z0-9]{16,}`)},
	{"sk-", regexp.MustCompile(`\bsk-(?:[A-Za-z]+-)*[A-Za-z0-9_-]{32,}`)},
	{"AIza", regexp.MustCompile(`\bAIza[0-9A-Za-z_-]{35}`)},
	{"npm_", regexp.MustCompile(`\bnpm_[A-Za-z0-9]{36}`)},
	{"pypi-", regexp.MustCompile(`\bpypi-[A-Za-z0-9_-]{50,}`)},
	{"hvs.", regexp.MustCompile(`\bhvs\.[A-Za-z0-9_-]{24,}`)},
	{"eyJ", regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}`)},
}

// login is a password within a URL. Nearly every signal has URLs, and hardly any an @.
var login = regexp.MustCompile(`(?i)[a-z][a-z0-9+.-]*://[^/\s:@]+:[^/\s@]+@`)

// minLength is the shortest text that any shape fits; most fields are shorter.
const minLength = 8

// In reports whether the text holds something of a known credential format.
func In(text string) bool {
	if len(text) < minLength {
		return false
	}
	for _, shape := range shapes {
		if strings.Contains(text, shape.marker) && shape.form.MatchString(text) {
			return true
		}
	}
	return strings.Contains(text, "://") && strings.Contains(text, "@") && login.MatchString(text)
}
