"""The steps of the demo, each a function of the stage that returns its line, or raises DemoFailed with the reason."""

from collections.abc import Callable

from demo.deciding import decide, see_the_merge, set_aside
from demo.offline import carry_by_usb, cut_the_line, look_at_rest, work_offline
from demo.opening import enrol_laptops, open_office, receive_caseload
from demo.stage import Stage
from demo.tracing import compare, refuse_a_return, trace

STEPS: tuple[tuple[int, str, Callable[[Stage], str]], ...] = (
    (1, "Office", open_office),
    (2, "Laptops", enrol_laptops),
    (3, "Caseload", receive_caseload),
    (4, "Offline", work_offline),
    (5, "At rest", look_at_rest),
    (6, "Cut link", cut_the_line),
    (7, "USB", carry_by_usb),
    (8, "Merged", see_the_merge),
    (9, "Decided", decide),
    (9, "Set aside", set_aside),
    (10, "Tracing", trace),
    (11, "Gate", refuse_a_return),
    (12, "Same", compare),
)
