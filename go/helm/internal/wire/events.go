package wire

// Event is something that happened during an operation. Its type determines its fields; see Events.
type Event interface{ EventType() string }

// Events maps the type of an event to its fields.
type Events struct {
	Phase     PhaseEvent      `json:"phase"`
	Resource  ResourceEvent   `json:"resource"`
	Tried     TriedEvent      `json:"tried"`
	Drift     DriftEvent      `json:"drift"`
	Readiness ReadinessEvent  `json:"readiness"`
	Hook      HookStatusEvent `json:"hook"`
	HookLog   HookLogEvent    `json:"hookLog"`
	Record    RecordEvent     `json:"record"`
	Warning   WarningEvent    `json:"warning"`
	Download  DownloadEvent   `json:"download"`
	Log       LogEvent        `json:"log"`
	Dropped   DroppedEvent    `json:"dropped"`
}

// PhaseEvent says that the operation has reached its next step. A phase may occur more than once: an upgrade that is
// rolled back applies and waits again.
type PhaseEvent struct {
	// "build" appears only in errors.
	Phase Phase `json:"phase"`
	// The number of objects in this step, if known.
	Resources int `json:"resources,omitempty"`
}

// EventType is the event's "type".
func (PhaseEvent) EventType() string { return "phase" }

// Phase is a step of an operation.
type Phase string

// The steps, in about the order in which they come.
const (
	PhaseLoad       Phase = "load"
	PhaseConnect    Phase = "connect"
	PhaseRender     Phase = "render"
	PhasePostRender Phase = "post-render"
	PhaseBuild      Phase = "build"
	PhaseStore      Phase = "store"
	PhaseHook       Phase = "hook"
	PhaseApply      Phase = "apply"
	PhaseWait       Phase = "wait"
	PhaseDelete     Phase = "delete"
	PhaseRepair     Phase = "repair"
)

// ResourceEvent says what the API server has done to an object of the release or to a hook. It is sent as soon as the
// API server has answered.
type ResourceEvent struct {
	ResourceRef
	Action ResourceAction `json:"action"`
}

// EventType is the event's "type".
func (ResourceEvent) EventType() string { return "resource" }

// TriedEvent says that the API server has tried an object of a plan.
type TriedEvent struct {
	ResourceRef
	// The number of objects and hooks that were tried.
	Done int `json:"done"`
	// The number of those that are known to be tried; what would be deleted comes on top.
	Total int `json:"total"`
}

// EventType is the event's "type".
func (TriedEvent) EventType() string { return "tried" }

// DriftEvent says how the objects of a watched release differ from what was deployed: at the beginning, and whenever that
// changes.
type DriftEvent struct {
	DriftReport
}

// EventType is the event's "type".
func (DriftEvent) EventType() string { return "drift" }

// ResourceAction is what was done to an object.
type ResourceAction string

// The actions, by kubectl's words.
const (
	ResourceCreated    ResourceAction = "created"
	ResourceConfigured ResourceAction = "configured"
	ResourceUnchanged  ResourceAction = "unchanged"
	ResourceDeleted    ResourceAction = "deleted"
)

// ReadinessEvent says whether an object that the operation waits for is ready. It is sent again when the status, or
// the reason why it is not ready, changes: within about 2 seconds for up to 20 objects that are not ready; if there
// are more, they take turns.
type ReadinessEvent struct {
	ResourceStatus
}

// EventType is the event's "type".
func (ReadinessEvent) EventType() string { return "readiness" }

// HookStatusEvent says that a hook has started, succeeded or failed.
type HookStatusEvent struct {
	Hook ResourceRef `json:"hook"`
	// The hook event that it runs for, such as "pre-install".
	Event HookEvent `json:"event"`
	// The template it comes from.
	Path   string         `json:"path"`
	Status HookStatusWord `json:"status"`
}

// EventType is the event's "type".
func (HookStatusEvent) EventType() string { return "hook" }

// HookStatusWord is the state of a hook.
type HookStatusWord string

// The words.
const (
	HookStarted   HookStatusWord = "started"
	HookSucceeded HookStatusWord = "succeeded"
	HookFailed    HookStatusWord = "failed"
)

// HookLogEvent is a line that a container of a running hook has written.
type HookLogEvent struct {
	Hook      ResourceRef `json:"hook"`
	Pod       string      `json:"pod"`
	Container string      `json:"container"`
	Line      string      `json:"line"`
}

// EventType is the event's "type".
func (HookLogEvent) EventType() string { return "hookLog" }

// RecordEvent says that a record of the release (a Secret, unless the driver option says otherwise) was written with
// a new status or description.
type RecordEvent struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
	Revision  int    `json:"revision"`
	Status    Status `json:"status"`
	// Helm's description, such as "Upgrade complete".
	Description string `json:"description,omitempty"`
}

// EventType is the event's "type".
func (RecordEvent) EventType() string { return "record" }

// WarningEvent is a warning: from the API server, about an unknown field or a deprecated API version for example, or
// that a CustomResourceDefinition in the chart's crds/ differs from the one in the cluster, which an upgrade does not
// change.
type WarningEvent struct {
	Message string `json:"message"`
}

// EventType is the event's "type".
func (WarningEvent) EventType() string { return "warning" }

// LogEvent is a line that Helm or bunhelm has logged during the operation.
type LogEvent struct {
	Level      LogLevel          `json:"level"`
	Message    string            `json:"message"`
	Attributes map[string]string `json:"attributes,omitempty"`
}

// EventType is the event's "type".
func (LogEvent) EventType() string { return "log" }

// LogLevel is the level of a log line.
type LogLevel string

// The levels of log/slog.
const (
	LogDebug LogLevel = "debug"
	LogInfo  LogLevel = "info"
	LogWarn  LogLevel = "warn"
	LogError LogLevel = "error"
)

// DownloadEvent says that a chart or a repository's index was downloaded. For a chart it has the exact version that a
// reference or a range of versions was resolved to.
type DownloadEvent struct {
	// The URL it came from, without credentials.
	URL string `json:"url"`
	// The chart and its exact version. Absent for an index.
	Name    string `json:"name,omitempty"`
	Version string `json:"version,omitempty"`
	// The digests of the chart, as in the result of charts.pull. Absent for an index.
	Digest        string `json:"digest,omitempty"`
	ArchiveDigest string `json:"archiveDigest,omitempty"`
	// Its size in bytes.
	Size int `json:"size"`
	// "cache" if the archive was in Helm's content cache and was not downloaded.
	From DownloadSource `json:"from"`
}

// EventType is the event's "type".
func (DownloadEvent) EventType() string { return "download" }

// DownloadSource is where a download came from.
type DownloadSource string

// The sources.
const (
	FromServer DownloadSource = "server"
	FromCache  DownloadSource = "cache"
)

// DroppedEvent stands in place of events that were dropped because they were not read in time.
type DroppedEvent struct {
	// The number of dropped events.
	Count int `json:"count"`
}

// EventType is the event's "type".
func (DroppedEvent) EventType() string { return "dropped" }
