//! Coding agents: a secret is stopped before it is written, run or sent, in each one's protocol.
//!
//! The calls are those of the agents' own documentation (`src/cmd/agent_hook/protocol.rs` names the pages), with `$C` in the
//! place of what is written or said, and `$D` in that of the project's directory.

use serde_json::Value;

use crate::support::sandbox::{Outcome, Sandbox, fresh_key, keystop_program};

/// How an agent takes a refusal.
#[derive(Clone, Copy)]
enum Refusal {
    /// Status 2, and the reason on standard error.
    Status,
    /// JSON with this at that place.
    Json(&'static str, &'static str),
}

/// Agent and event, the call, and how it is refused.
const CALLS: &[(&str, &str, Refusal)] = &[
    (
        "Claude Code writes a file",
        r#"{"session_id":"abc","cwd":"$D","hook_event_name":"PreToolUse","tool_name":"Write","tool_input":{"file_path":"$D/src/app.py","content":"import os\n$C"},"tool_use_id":"t1"}"#,
        Refusal::Status,
    ),
    (
        "Claude Code edits a file",
        r#"{"cwd":"$D","hook_event_name":"PreToolUse","tool_name":"Edit","tool_input":{"file_path":"$D/src/app.py","old_string":"x","new_string":"$C","replace_all":false}}"#,
        Refusal::Status,
    ),
    (
        "Claude Code edits several places",
        r#"{"cwd":"$D","hook_event_name":"PreToolUse","tool_name":"MultiEdit","tool_input":{"file_path":"$D/app.py","edits":[{"old_string":"a","new_string":"b"},{"old_string":"c","new_string":"$C"}]}}"#,
        Refusal::Status,
    ),
    (
        "Claude Code runs a command",
        r#"{"cwd":"$D","hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"export $C","description":"set it"}}"#,
        Refusal::Status,
    ),
    (
        "Claude Code is prompted",
        r#"{"session_id":"abc","cwd":"$D","hook_event_name":"UserPromptSubmit","prompt":"deploy with $C please"}"#,
        Refusal::Status,
    ),
    (
        "Claude Code has read an output",
        r#"{"cwd":"$D","hook_event_name":"PostToolUse","tool_name":"Bash","tool_input":{"command":"env"},"tool_response":{"stdout":"A=1\n$C","stderr":""}}"#,
        Refusal::Status,
    ),
    (
        "Codex runs a command",
        r#"{"cwd":"$D","hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"curl -H '$C' https://localhost"}}"#,
        Refusal::Status,
    ),
    (
        "Gemini CLI writes a file",
        r#"{"cwd":"$D","hook_event_name":"BeforeTool","tool_name":"write_file","tool_input":{"file_path":"$D/app.py","content":"$C"}}"#,
        Refusal::Status,
    ),
    ("Gemini CLI is prompted", r#"{"cwd":"$D","hook_event_name":"BeforeAgent","prompt":"use $C"}"#, Refusal::Status),
    (
        "Cursor runs a command",
        r#"{"hook_event_name":"beforeShellExecution","workspace_roots":["$D"],"command":"export $C","cwd":"$D"}"#,
        Refusal::Json("permission", "deny"),
    ),
    (
        "Cursor is prompted",
        r#"{"hook_event_name":"beforeSubmitPrompt","workspace_roots":["$D"],"prompt":"use $C","attachments":[]}"#,
        Refusal::Json("continue", "false"),
    ),
    (
        "Cursor reads a file",
        r#"{"hook_event_name":"beforeReadFile","workspace_roots":["$D"],"file_path":"$D/app.py","content":"$C"}"#,
        Refusal::Json("permission", "deny"),
    ),
    (
        "Cursor calls a server",
        r#"{"hook_event_name":"beforeMCPExecution","workspace_roots":["$D"],"tool_name":"query","tool_input":"{\"query\":\"$C\"}"}"#,
        Refusal::Json("permission", "deny"),
    ),
    (
        "Copilot writes a file",
        r#"{"timestamp":1,"cwd":"$D","toolName":"create","toolArgs":"{\"path\":\"app.py\",\"file_text\":\"$C\"}"}"#,
        Refusal::Json("permissionDecision", "deny"),
    ),
    (
        "Copilot runs a command",
        r#"{"timestamp":1,"cwd":"$D","toolName":"bash","toolArgs":{"command":"export $C"}}"#,
        Refusal::Json("permissionDecision", "deny"),
    ),
];

fn call(sandbox: &Sandbox, payload: &str) -> Outcome {
    sandbox.write(".git/call.json", payload);
    let input = std::fs::File::open(sandbox.path().join(".git/call.json")).expect("a readable file");
    Sandbox::run(sandbox.command(keystop_program()).arg("agent-hook").stdin(input))
}

fn filled(payload: &str, sandbox: &Sandbox, content: &str) -> String {
    payload.replace("$D", &sandbox.path().to_string_lossy()).replace("$C", content)
}

#[test]
fn a_secret_is_stopped_in_each_protocol() {
    for (name, payload, refusal) in CALLS {
        let sandbox = Sandbox::without_hook();
        let key = fresh_key();
        let outcome = call(&sandbox, &filled(payload, &sandbox, &format!("TOKEN={key}")));
        let told = match refusal {
            Refusal::Status => {
                assert_eq!(outcome.status, Some(2), "{name}: {outcome:?}");
                assert_eq!(outcome.stdout, "", "{name}");
                outcome.stderr
            }
            Refusal::Json(field, value) => {
                assert_eq!(outcome.status, Some(0), "{name}: {outcome:?}");
                let answer: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
                assert_eq!(answer[field].to_string().trim_matches('"'), *value, "{name}: {answer}");
                outcome.stdout
            }
        };
        assert!(told.contains("holds a secret") && told.contains("do not bypass"), "{name}: {told}");
        assert!(!told.contains(&key[8..]), "{name} shows the key: {told}");
    }
}

#[test]
fn what_holds_none_passes_without_a_word() {
    for (name, payload, _) in CALLS {
        let sandbox = Sandbox::without_hook();
        let outcome = call(&sandbox, &filled(payload, &sandbox, "TOKEN=$TOKEN"));
        assert_eq!((outcome.status, &*outcome.stdout, &*outcome.stderr), (Some(0), "", ""), "{name}");
    }
}

#[test]
fn a_file_that_git_ignores_may_hold_it_and_what_stood_there_is_no_news() {
    let sandbox = Sandbox::without_hook();
    sandbox.write(".gitignore", ".env\n");
    let key = fresh_key();
    let write = |file: &str, content: &str| {
        let payload = r#"{"cwd":"$D","hook_event_name":"PreToolUse","tool_name":"Write","tool_input":{"file_path":"$F","content":"$C"}}"#;
        call(&sandbox, &filled(&payload.replace("$F", file), &sandbox, content))
    };
    assert_eq!(write("$D/.env", &format!("TOKEN={key}")).status, Some(0));
    assert_eq!(write(".env", &format!("TOKEN={key}")).status, Some(0));
    assert_eq!(write("$D/app.env", &format!("TOKEN={key}")).status, Some(2));
    let edit = r#"{"cwd":"$D","hook_event_name":"PreToolUse","tool_name":"Edit","tool_input":{"file_path":"$D/app.py","old_string":"$C","new_string":"os.environ"}}"#;
    assert_eq!(call(&sandbox, &filled(edit, &sandbox, &format!("TOKEN={key}"))).status, Some(0));
}

#[test]
fn the_policy_of_the_project_holds() {
    let sandbox = Sandbox::without_hook();
    sandbox.write(".keystop.toml", "exclude-all = [\"/fixtures/\"]\n");
    let payload = r#"{"cwd":"$D","hook_event_name":"PreToolUse","tool_name":"Write","tool_input":{"file_path":"$D/fixtures/a.py","content":"$C"}}"#;
    assert_eq!(call(&sandbox, &filled(payload, &sandbox, &format!("TOKEN={}", fresh_key()))).status, Some(0));
}

#[test]
fn what_cannot_be_read_is_refused() {
    let sandbox = Sandbox::without_hook();
    for payload in ["", "{", "[]", "\"text\""] {
        let outcome = call(&sandbox, payload);
        assert_eq!(outcome.status, Some(2), "{payload}: {outcome:?}");
        assert!(outcome.stderr.contains("next step"), "{payload}: {outcome:?}");
    }
    sandbox.write(".keystop.toml", "allow = 1\n");
    let (_, payload, _) = CALLS[0];
    assert_eq!(call(&sandbox, &filled(payload, &sandbox, "x = 1")).status, Some(2), "the policy is not understood");
}
