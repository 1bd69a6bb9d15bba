// Package portstest has the conformance suites of the ports: each clause of a
// port's contract is a test that every implementation runs.
package portstest
