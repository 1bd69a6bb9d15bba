package ports

import "context"

type demandKey struct{}

// AtLeast has queries under the context read a state that holds the commit of the token
// (api.md, Read-your-writes). It is a demand of one request, like its deadline: every view
// obeys it, whichever query asks. An empty token demands nothing.
func AtLeast(ctx context.Context, token Token) context.Context {
	if token == "" {
		return ctx
	}
	return context.WithValue(ctx, demandKey{}, token)
}

// Demanded answers the token of AtLeast; empty when nothing is demanded.
func Demanded(ctx context.Context) Token {
	token, _ := ctx.Value(demandKey{}).(Token)
	return token
}
