package core

import (
	"bunhelm/helm/internal/channel"
	"bunhelm/helm/internal/dispatch"
	"bunhelm/helm/internal/hostlog"
	"bunhelm/helm/internal/owners"
	"bunhelm/helm/internal/verbs"
	"bunhelm/helm/internal/verbs/debug"
)

// ABI is BUNHELM_ABI. A program without C cannot read bunhelm.h; exports.go, which does, holds this to it.
const ABI = 3

// Info says who is speaking, as bunhelm_info does.
func Info() string { return verbs.Info(ABI) }

// NewHandler makes what runs the operations of this process.
func NewHandler() channel.Handler {
	hostlog.QuietProcess(channel.Broadcast)
	return dispatch.New(append(verbs.All(), debug.All()...), owners.ForgetChannel)
}
