package playbook

// Glob is the matching of patterns, for the tests.
func Glob(pattern, text string) bool { return glob(pattern, text) }
