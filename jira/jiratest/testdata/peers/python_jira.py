"""python3-jira, as Debian ships it, against a running simulated Jira.

Usage: /usr/bin/python3 python_jira.py http://127.0.0.1:2990/jira ann ann TOKEN

The library knows nothing of the simulator. What it does here is what people
use it for: look around, create, search, edit, comment, attach, move on.
"""

import io
import sys
import tempfile

import requests
from jira import JIRA, JIRAError

from signed import SignedClient


def check(condition, what):
    if not condition:
        sys.exit("FAILED: " + what)
    print("ok    " + what)


def refused(status, text, call, what):
    try:
        call()
    except JIRAError as e:
        check(e.status_code == status and text in (e.text or ""), f"{what}: {e.status_code} {e.text}")
        return
    sys.exit("FAILED: " + what + " was not refused")


def look_around(jira):
    check(jira.server_info()["deploymentType"] == "Server", "server info")
    check(jira.myself()["name"] == "ann", "who am I")
    check("IT" in [p.key for p in jira.projects()], "projects")
    check("SEC" not in [p.key for p in jira.projects()], "a project one may not see is not listed")
    check("Task" in [t.name for t in jira.project("IT").issueTypes], "issue types of a project")
    check([p.name for p in jira.priorities()][0] == "Highest", "priorities")
    check(jira.my_permissions(projectKey="IT")["permissions"]["CREATE_ISSUES"]["havePermission"], "permissions")
    check([u.name for u in jira.search_assignable_users_for_projects("zof", "IT")] == ["zofia"], "assignable users")


def create(jira):
    issue = jira.create_issue(
        project="IT",
        issuetype={"name": "Task"},
        summary="Made by python3-jira: żółw",
        description="With *wiki* text.",
        labels=["peer"],
        assignee={"name": "bob"},
    )
    check(issue.key.startswith("IT-") and issue.fields.status.name == "To Do", "create " + issue.key)
    check(issue.fields.assignee.displayName == "Bob Jones", "the assignee is a user")
    check(issue.fields.issuetype.iconUrl.startswith(jira.server_url), "addresses carry the context path")
    return issue


def search(jira, key):
    check([i.key for i in jira.search_issues(f'key in ("{key}")')] == [key], "search by key")
    check(key in [i.key for i in jira.search_issues('summary ~ "żółw" ORDER BY created DESC')], "search by words")
    found = jira.search_issues("project = BIG OR project in (IT, WEB) ORDER BY key ASC", maxResults=False)
    check(found.total == len(found), "search everything, page by page")
    refused(400, "does not exist for field 'key'", lambda: jira.search_issues(f"key in ({key}, IT-99999)"), "one bad key")
    check(len(jira.search_issues(f"key in ({key}, IT-99999)", validate_query=False)) == 1, "the same without validation")


def edit(jira, issue):
    issue.update(summary="Renamed", priority={"name": "High"})
    issue.update(fields={}, update={"labels": [{"add": "more"}]})
    issue = jira.issue(issue.key)
    check((issue.fields.summary, issue.fields.priority.name) == ("Renamed", "High"), "edit")
    check(sorted(issue.fields.labels) == ["more", "peer"], "edit with a verb")
    check(jira.add_comment(issue.key, "Seen.").body == "Seen.", "comment")
    check([c.body for c in jira.comments(issue.key)] == ["Seen."], "comments")


def attach(jira, issue):
    with tempfile.NamedTemporaryFile(suffix=".txt") as f:
        f.write(b"from a file")
        f.flush()
        check(jira.add_attachment(issue.key, f.name).size == 11, "attach a file")
    jira.add_attachment(issue.key, attachment=io.BytesIO(b"from memory"), filename="note.txt")
    files = jira.issue(issue.key).fields.attachment
    check([f.get() for f in files] == [b"from a file", b"from memory"], "read attachments back")


def link(jira, issue):
    jira.add_simple_link(issue.key, {"url": "https://example.com/1", "title": "One"})
    check([r.object.title for r in jira.remote_links(issue.key)] == ["One"], "remote link")
    jira.add_issue_property(issue.key, "peer.mark", {"by": "python"})
    check(jira.issue_property(issue.key, "peer.mark").value.by == "python", "issue property")


def move_on(jira, issue):
    names = [t["name"] for t in jira.transitions(issue)]
    check(names == ["To Do", "In Progress", "Done"], "transitions")
    jira.transition_issue(issue, "21")
    check(jira.issue(issue.key).fields.status.statusCategory.key == "indeterminate", "in progress")
    jira.transition_issue(issue, "Done", comment="Finished.")
    issue = jira.issue(issue.key)
    check((issue.fields.status.name, issue.fields.resolution.name) == ("Done", "Done"), "done")


def be_refused(jira, version):
    fields = {"project": {"key": "IT"}, "issuetype": {"name": "Task"}, "summary": "x"}
    refused(400, "", lambda: jira.create_issue(fields={**fields, "customfield_9": "x"}), "an unknown field")
    refused(404, "Issue Does Not Exist", lambda: jira.issue("SEC-1"), "an issue one may not see")
    if version >= (9, 0, 0):
        refused(404, "Issue Does Not Exist", lambda: jira.createmeta("IT"), "create metadata the old way")
    else:
        check([p["key"] for p in jira.createmeta("IT")["projects"]] == ["IT"], "create metadata the old way")


def work(jira, version):
    look_around(jira)
    issue = create(jira)
    search(jira, issue.key)
    edit(jira, issue)
    attach(jira, issue)
    link(jira, issue)
    move_on(jira, issue)
    be_refused(jira, version)


def ways_in(url, name, password, token, version):
    """All the ways this version lets somebody in, by name."""
    consumer = SignedClient(url)
    yield "OAuth 1.0a", JIRA(url, oauth=consumer.dance(name, password))
    if version < (11, 0, 0):
        yield "password", JIRA(url, basic_auth=(name, password))
    if version >= (8, 14, 0):
        yield "personal access token", JIRA(url, token_auth=token)


def main(url, name, password, token):
    version = tuple(requests.get(url + "/rest/api/2/serverInfo").json()["versionNumbers"])
    print("Jira " + ".".join(map(str, version)))
    for way, jira in ways_in(url, name, password, token, version):
        check(jira.myself()["name"] == name, way)
        work(jira, version)


if __name__ == "__main__":
    main(*sys.argv[1:])
