// Package memory implements ports in the process's memory, for tests and dry runs.
// Its types are safe for concurrent use and forget everything when they go.
package memory
