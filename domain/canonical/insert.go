package canonical

import "fmt"

// Insert answers a canonical document with one more member, at its sorted place
// in the object that the path of names leads to (empty: the document itself).
// The document must be canonical, the value already JSON, the name not there yet.
//
// Sealing adds the chain's fields to a stored receipt this way, without parsing
// what it does not change.
func Insert(document string, path []string, name, value string) (string, error) {
	at := 0
	for _, step := range path {
		_, found, start := seek(document, at, step)
		if !found || start >= len(document) || document[start] != '{' {
			return "", fmt.Errorf("canonical: no object %q to insert %q into", step, name)
		}
		at = start
	}
	if at >= len(document) || document[at] != '{' {
		return "", fmt.Errorf("canonical: no object to insert %q into", name)
	}
	place, found, _ := seek(document, at, name)
	if found {
		return "", fmt.Errorf("canonical: %q is already there", name)
	}
	if place >= len(document) {
		return "", fmt.Errorf("canonical: the document ends before a place for %q", name)
	}
	return splice(document, at, place, string(appendString(nil, name))+":"+value), nil
}

func splice(document string, object, place int, member string) string {
	switch {
	case document[object+1] == '}':
		return document[:place] + member + document[place:]
	case document[place] == '}':
		return document[:place] + "," + member + document[place:]
	}
	return document[:place] + member + "," + document[place:]
}

// seek goes through the object that opens at the given offset. It answers the
// offset of the first member that does not sort before the name (or of the
// closing brace), whether that member bears the name, and where its value starts.
func seek(document string, object int, name string) (place int, found bool, value int) {
	at := object + 1
	for at < len(document) && document[at] != '}' {
		end := skipString(document, at)
		if end+1 > len(document) {
			return end, false, end
		}
		if key := document[at+1 : end-1]; key >= name {
			return at, key == name, end + 1
		}
		at = skipValue(document, end+1)
		if at < len(document) && document[at] == ',' {
			at++
		}
	}
	return at, false, at
}

// skipString answers the offset behind the string that opens at the given one.
func skipString(document string, at int) int {
	for at++; at < len(document); at++ {
		switch document[at] {
		case '\\':
			at++
		case '"':
			return at + 1
		}
	}
	return len(document)
}

// skipValue answers the offset of the comma or brace that ends the value.
func skipValue(document string, at int) int {
	depth := 0
	for at < len(document) {
		switch document[at] {
		case '"':
			at = skipString(document, at)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return at
			}
			depth--
		case ',':
			if depth == 0 {
				return at
			}
		}
		at++
	}
	return at
}
