package generation

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// start finds what begins a link where text is shown, as Markdown or by those who turn
// addresses into links themselves. What follows the first group is its target; else the
// target begins where the match does. Too much is taken for a link rather than too little:
// the static text stands in then.
var start = regexp.MustCompile(`(?im)(` + strings.Join([]string{
	`\]\(\s*<?`,                  // [text](target)
	`^[ >]*\[[^\]\n]+\]:\s*<?`,   // [text]: target
	`\b(?:href|src)\s*=`,         // within HTML
	`&(?:#|colon;|sol;|period;)`, // characters that Markdown would put in
}, "|") + `)|` + strings.Join([]string{
	`(?:[a-z][a-z0-9+.-]*)?://`,
	`\b(?:mailto|javascript|vbscript|data|tel|sms|vscode|command):[^\s]`,
	`(?:^|[\s("'=])//[^\s/]`,
	`\bwww\.`,
	host + `[\p{L}]{2,24}(?::\d+)?/`,     // example.org/path
	`\b\d{1,3}(?:\.\d{1,3}){3}(?::\d|/)`, // 192.0.2.1:80
	host + `(?:` + domains + `)\b`,       // example.org
}, "|"))

const (
	// host is what stands before a name's last label, with the dots that browsers take for one.
	host = `[\p{L}\p{N}][.。．｡]`
	// domains are turned into links without a path too. Those that are endings of files, such
	// as md and sh, are not among them.
	domains = `com|net|org|io|dev|app|biz|ai|cloud|xyz|site|online|eu|uk|de|fr|ru|cn|edu|gov`
)

// leadsAstray reports whether the text has a link that is none of the given ones.
func leadsAstray(text string, links []string) bool {
	for {
		found := start.FindStringSubmatchIndex(text)
		if found == nil {
			return false
		}
		at := found[0]
		if found[3] >= 0 {
			at = found[3]
		}
		target := targetOf(strings.TrimLeft(text[at:], " \t\n(\"'="))
		if !given(target, links) {
			return true
		}
		text = text[at+strings.Index(text[at:], target)+len(target):]
	}
}

// targetOf answers the text up to what ends an address.
func targetOf(text string) string {
	end := strings.IndexFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("<>\"`", r)
	})
	if end < 0 {
		return text
	}
	return text[:end]
}

// given reports whether the target is one of the links, but for what a sentence or Markdown
// puts behind it.
func given(target string, links []string) bool {
	for target != "" {
		if slices.Contains(links, target) {
			return true
		}
		shorter := strings.TrimRight(target, ".,;:!?)]}*_'|")
		if shorter == target {
			return false
		}
		target = target[:len(target)-1]
	}
	return false
}
