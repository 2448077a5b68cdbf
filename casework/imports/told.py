"""A plan in words: each row, what it changes and what stands in the way; codes may be printed, answers may not."""

from collections.abc import Sequence

from casework.imports.planned import ImportPlan, PlannedRow
from casework.imports.row import Difference, RowProblem
from casework.terminal import Terminal
from shared_schema.canonical import Json
from shared_schema.errors import CATALOGUE, HomewardError
from shared_schema.words import imports
from shared_schema.words.rules import rule_words


def tell_plan(shell: Terminal, plan: ImportPlan, *, rows: int) -> None:
    """Every row against the state it was read for, every problem, the counts, and the token of the plan."""
    for row in plan.rows:
        shell.print(_row_line(shell, row))
    tell_problems(shell, plan)
    new = sum(1 for row in plan.rows if row.is_new)
    changed = sum(1 for row in plan.rows if not row.is_new and row.read.edit is not None)
    same = len(plan.rows) - new - changed
    bad = len(plan.bad_rows)
    shell.say(imports.SUMMARY, rows=rows, new=new, changed=changed, same=same, bad=bad)
    shell.say(imports.TOKEN if new or changed else imports.NOTHING, token=plan.token)
    shell.answer(
        rows=[_row_json(row) for row in plan.rows], new=new, changed=changed, same=same, bad=bad, plan=plan.token
    )


def tell_problems(shell: Terminal, plan: ImportPlan, *, more: Sequence[RowProblem] = ()) -> None:
    """One line a problem, in order of rows."""
    for problem in (*plan.problems, *more):
        text = _problem_text(shell, problem.code)
        ids = {"row": problem.row, "sheet": problem.sheet, "column": problem.column}
        shell.problem(code=problem.code, message=text, next_step="", ids=ids)
        if not shell.as_json:
            line = shell.text(
                imports.BAD_ROW, row=problem.row, sheet=_sheet(problem.sheet), column=problem.column or "-", text=text
            )
            shell.err.write(line + "\n")


def _problem_text(shell: Terminal, code: str) -> str:
    phrase = imports.ROW_PROBLEMS.get(code)
    if phrase is not None:
        return shell.text(phrase)
    if code in CATALOGUE:
        return HomewardError(code).sentences(shell.language).happened
    try:
        words = rule_words(code, "E")
    except KeyError:
        return code
    return shell.text(imports.RULE, code=code, text=words.say(shell.language))


def _row_line(shell: Terminal, row: PlannedRow) -> str:
    what = imports.NEW if row.is_new else imports.CHANGE if row.read.edit is not None else imports.UNTOUCHED
    head = shell.text(
        imports.ROW,
        row=row.row.number,
        sheet=_sheet(row.row.sheet),
        kind=row.target.kind.km if shell.language == "km" else row.target.kind.en,
        what=shell.text(what),
    )
    if row.is_new:
        return f"{head} ({len(row.differences)})"
    return "\n".join([head, *(f"    {_difference(shell, one)}" for one in row.differences)])


def _difference(shell: Terminal, one: Difference) -> str:
    marks = ((imports.STALE, one.is_stale), (imports.LOWERS, one.is_lowering))
    told = "".join(f"  [{shell.text(mark)}]" for mark, is_set in marks if is_set)
    return f"{one.field}: {_seen(shell, one.before, one)} -> {_seen(shell, one.after, one)}{told}"


def _seen(shell: Terminal, value: Json, one: Difference) -> str:
    if value is None:
        return shell.text(imports.NONE_SHOWN)
    return str(value) if one.is_coded else shell.text(imports.AN_ANSWER)


def _row_json(row: PlannedRow) -> Json:
    return {
        "row": row.row.number,
        "sheet": row.row.sheet,
        "kind": row.target.kind.name,
        "record": row.target.record if not row.is_new else None,
        "new": row.is_new,
        "fields": [
            {
                "field": one.field,
                "before": one.before if one.is_coded else None,
                "after": one.after if one.is_coded else None,
                "two_versions": one.is_stale,
                "lowers": one.is_lowering,
            }
            for one in row.differences
        ],
    }


def _sheet(sheet: str) -> str:
    return f" ({sheet})" if sheet else ""
