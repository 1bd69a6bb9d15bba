package scan

import "strconv"

// Field answers the path of an object's field, such as "signal.severity".
func Field(parent, name string) string {
	if parent == "" {
		return name
	}
	return parent + "." + name
}

// Item answers the path of a list's entry, such as "actions[1]".
func Item(parent string, index int) string {
	return parent + "[" + strconv.Itoa(index) + "]"
}
