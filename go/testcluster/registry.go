package main

import (
	"context"
	"net/http"
	"os"
	"time"

	"github.com/distribution/distribution/v3/configuration"
	_ "github.com/distribution/distribution/v3/registry/auth/htpasswd"
	"github.com/distribution/distribution/v3/registry/handlers"
	_ "github.com/distribution/distribution/v3/registry/storage/driver/inmemory"
	"github.com/sirupsen/logrus"
	"golang.org/x/crypto/bcrypt"
)

// runRegistry serves two OCI registries over plain HTTP: the first listener's is
// open to all, the second's asks for the user and password of up. They share
// nothing, keep everything in memory, and lose it when they are restarted.
func runRegistry(args []string) error {
	dir, err := parsePartFlags("registry", args, nil)
	if err != nil {
		return err
	}
	// Every 401 is a warning, and here they are wanted.
	logrus.SetLevel(logrus.ErrorLevel)
	failed := make(chan error, 2)
	for n, config := range []*configuration.Configuration{
		registryConfig(nil),
		registryConfig(configuration.Auth{"htpasswd": {"realm": "testcluster", "path": dir.htpasswd()}}),
	} {
		listener, err := inheritedListener(n)
		if err != nil {
			return err
		}
		server := &http.Server{
			Handler:           handlers.NewApp(context.Background(), config),
			ReadHeaderTimeout: 10 * time.Second,
		}
		go func() { failed <- server.Serve(listener) }()
	}
	return <-failed
}

func registryConfig(auth configuration.Auth) *configuration.Configuration {
	config := &configuration.Configuration{
		Version: "0.1",
		Storage: configuration.Storage{
			"inmemory": {},
			"delete":   {"enabled": true},
			// The purger would walk the storage after a random delay.
			"maintenance": {"uploadpurging": map[any]any{"enabled": false}},
		},
		Auth: auth,
	}
	config.Log.Level = "error"
	config.Log.AccessLog.Disabled = true
	config.HTTP.Secret = "testcluster"
	config.Catalog.MaxEntries = 1000
	return config
}

// writeHtpasswd writes the registry's only account, hashed as cheaply as bcrypt
// allows: the password guards nothing.
func writeHtpasswd(path, user, password string) error {
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	if err != nil {
		return err
	}
	return os.WriteFile(path, []byte(user+":"+string(hash)+"\n"), 0o600)
}
