package fault

import (
	"errors"
	"strings"

	"bunhelm/helm/internal/requests"
	"bunhelm/helm/internal/wire"
)

// Storage is a failure of the sql driver's database. PostgreSQL's errors carry a code; without one
// there was no answer.
func Storage(server string, err error) *wire.Error {
	details := wire.StorageFailedDetails{Server: server, Reason: wire.StorageUnreachable}
	details.Hint = "check the address in the connection string, the network, and that the server is running"
	var late *requests.NoAnswer
	if errors.As(err, &late) {
		details.Hint = "the server accepts connections but does not respond: check its load and its locks, or allow more time with requestTimeout"
	}
	var answer interface{ SQLState() string }
	if errors.As(err, &answer) {
		details.SqlState = answer.SQLState()
		details.Reason, details.Hint = reasonOf(details.SqlState)
	}
	return Newf(wire.CodeStorageFailed, details, err, "the database %s cannot be used: %s", server, oneLine(err))
}

// reasonOf reads PostgreSQL's codes (its manual, appendix A).
func reasonOf(state string) (reason wire.StorageReason, hint string) {
	switch {
	case strings.HasPrefix(state, "28"):
		return wire.StorageUnauthorized, "check the user and password in the connection string, and the server's pg_hba.conf"
	case state == "42501":
		return wire.StorageForbidden, "give the user permission to create tables on first use, and all permissions on Helm's tables"
	case strings.HasPrefix(state, "08"), strings.HasPrefix(state, "57P"):
		return wire.StorageUnreachable, "try again: the server is starting, stopping or has ended the connection"
	case state == "3D000":
		return wire.StorageRefused, "create the database first: Helm creates only its tables"
	case state == "53300":
		return wire.StorageRefused, "close connections to the database, or allow the server more (max_connections)"
	}
	return wire.StorageRefused, ""
}
