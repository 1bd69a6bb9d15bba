package pgtest

// RoleURL answers how mmm_api would connect to the database "x" on the server of
// that superuser URL, and how pgtestdb would connect as the superuser.
func RoleURL(superuser string) (role, base string, err error) {
	server, err := parseServer(superuser)
	if err != nil {
		return "", "", err
	}
	return server.url(api, "x"), server.config().URL(), nil
}
