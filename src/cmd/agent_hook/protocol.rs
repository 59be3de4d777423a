//! How coding agents call their hooks, and what they take for a refusal.
//!
//! | agent | source |
//! |---|---|
//! | Claude Code | <https://code.claude.com/docs/en/hooks> |
//! | Codex | <https://developers.openai.com/codex/hooks> |
//! | Gemini CLI | <https://geminicli.com/docs/hooks/reference> |
//! | Cursor | <https://cursor.com/docs/agent/hooks> |
//! | Copilot | <https://docs.github.com/en/copilot/reference/hooks-configuration> |

use std::path::PathBuf;

use serde_json::{Value, json};

/// Whose call it is, told by its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Claude Code, Codex and Gemini CLI: `hook_event_name` such as `PreToolUse` or `BeforeTool`. Status 2 refuses, and
    /// standard error says why.
    Status,
    /// Cursor: `hook_event_name` such as `beforeShellExecution`. The answer is JSON.
    Cursor,
    /// Copilot: no name of the event, but `toolName` and `toolArgs`. The answer is JSON.
    Copilot,
}

/// A refusal, as the agent reads it.
#[derive(Debug, PartialEq)]
pub enum Answer {
    /// Status 2, and this on standard error.
    Status(String),
    /// Status 0, and this on standard output.
    Json(Value),
}

impl Protocol {
    /// The protocol of a call.
    pub fn of(call: &Value) -> Self {
        match event(call) {
            Some(event) if event.starts_with(|c: char| c.is_ascii_lowercase()) => Self::Cursor,
            None if call.get("toolName").is_some() || call.get("toolArgs").is_some() => Self::Copilot,
            _ => Self::Status,
        }
    }

    /// The parts of a call that hold what is written, run, read or sent.
    pub fn input(self, call: &Value) -> Vec<Value> {
        const PARTS: [&str; 8] = [
            "tool_input",
            "tool_response",
            "tool_output",
            "toolArgs",
            "toolResult",
            "prompt",
            "result_json",
            "llm_request",
        ];
        let parts = PARTS.iter().filter_map(|part| call.get(part));
        // An object may be written as a text.
        let opened = |part: &Value| part.as_str().and_then(|text| serde_json::from_str(text).ok());
        let mut parts: Vec<Value> =
            parts.map(|part| opened(part).filter(Value::is_object).unwrap_or_else(|| part.clone())).collect();
        if self == Self::Cursor {
            // The fields of the event stand beside its name.
            const FIELDS: [&str; 6] = ["command", "content", "edits", "output", "file_path", "text"];
            let fields = FIELDS.iter().filter_map(|field| Some(((*field).to_owned(), call.get(field)?.clone())));
            parts.push(Value::Object(fields.collect()));
        }
        parts
    }

    /// The refusal of a call.
    pub fn refusal(self, call: &Value, message: &str) -> Answer {
        match self {
            Self::Status => Answer::Status(message.to_owned()),
            Self::Cursor if event(call) == Some("beforeSubmitPrompt") => {
                Answer::Json(json!({ "continue": false, "user_message": message }))
            }
            Self::Cursor => {
                Answer::Json(json!({ "permission": "deny", "user_message": message, "agent_message": message }))
            }
            Self::Copilot => Answer::Json(json!({ "permissionDecision": "deny", "permissionDecisionReason": message })),
        }
    }
}

fn event(call: &Value) -> Option<&str> {
    call.get("hook_event_name").and_then(Value::as_str)
}

/// Returns true if the call is about something that is read, and so sent to the model.
pub fn is_read(call: &Value) -> bool {
    event(call).is_some_and(|event| event == "beforeReadFile" || event.starts_with("PostTool") || event == "AfterTool")
}

/// The directory in which the agent works; this one, if it does not say.
pub fn directory(call: &Value) -> PathBuf {
    let stated = call.get("cwd").or_else(|| call.get("workspace_roots").and_then(|roots| roots.get(0)));
    stated.and_then(Value::as_str).map_or_else(|| PathBuf::from("."), PathBuf::from)
}
