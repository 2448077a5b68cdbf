"""Trainings on a real encrypted laptop: people by name and counted without, tests, the list for signing."""

import pytest

from tests.casework.web.desks import a_desk

NEW = {"title": "Listening to children", "days": "2"}


@pytest.fixture
def desk(tmp_path):
    return a_desk(tmp_path)


@pytest.fixture
def training(desk):
    return desk.send(desk.get("/trainings/new"), NEW).location.split("?")[0]


def count(desk, training, number, *, status=303):
    form = desk.get(training).form("count-form")
    return desk.post(form.action, {**form.values, "_count": number, "_sex": "female"}, status=status)


def test_empty_list_says_so_and_a_training_stands_in_it(desk):
    assert "No training recorded this year." in desk.get("/trainings").words
    desk.send(desk.get("/trainings/new"), NEW)
    assert "Listening to children" in desk.get("/trainings").words


def test_people_are_entered_by_name_with_tests_and_the_mean_is_shown(desk, training):
    for name, before, after in (("Vann", "40", "80"), ("Kim", "60", "90")):
        page = desk.get(f"{training}/people/new")
        desk.send(page, {"name": name, "pre_score": before, "post_score": after, "completed": "yes"})
    page = desk.get(training)
    assert "Tests of 2 people: 50 before, 85 after, of 100." in page.words
    assert "2 people took part" in page.words


def test_people_are_counted_without_names(desk, training):
    count(desk, training, "12")
    page = desk.get(training)
    assert "12 people took part" in page.words
    assert "Without a name" in page.words
    assert "from 1 to 100" in count(desk, training, "many", status=422).words
    assert "12 people took part" in desk.get("/trainings").words


def test_same_count_sent_twice_counts_once(desk, training):
    form = desk.get(training).form("count-form")
    for _twice in range(2):
        desk.post(form.action, {**form.values, "_count": "3"})
    assert "3 people took part" in desk.get(training).words


def test_attendance_list_has_lines_to_sign_in_both_languages(desk, training):
    desk.send(desk.get(f"{training}/people/new"), {"name": "Vann"})
    page = desk.get(f"{training}/list")
    assert "Attendance list" in page.words
    assert "បញ្ជីវត្តមាន" in page.words
    assert "Vann" in page.words


def test_pages_of_trainings_stand_in_khmer(desk, training):
    desk.say_khmer()
    assert "រាប់មនុស្សដោយគ្មានឈ្មោះ" in desk.get(training).words
