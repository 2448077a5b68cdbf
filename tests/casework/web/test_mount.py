"""Mounting gives a program the templates, the words of the reader, and static files that browsers may keep."""

import re

import pytest
from flask import Flask, render_template_string

from casework.web.desk import Reader
from casework.web.mount import mount
from casework.web.static_files import read_static_files
from tests.casework.web.gallery import make_desk, make_gallery

YEAR = "public, max-age=31536000, immutable"


@pytest.fixture
def client():
    return make_gallery().test_client()


def test_a_page_names_its_static_files_by_a_hash_of_their_contents(client):
    page = client.get("/~gallery/").text
    addresses = re.findall(r'(?:src|href)="(/~gallery/static/[^"]+)"', page)
    assert {read_static_files().digest} == {address.split("/")[3] for address in addresses}
    for address in addresses:
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, YEAR), address


def test_another_hash_and_another_file_are_not_there(client):
    digest = read_static_files().digest
    assert client.get("/~gallery/static/000000000000/app.css").status_code == 404
    for name in ("nothing.css", "vendor/manifest.json", "../desk.py", ""):
        assert client.get(f"/~gallery/static/{digest}/{name}").status_code == 404, name


def test_text_travels_small_where_the_browser_can_read_it(client):
    address = f"/~gallery/static/{read_static_files().digest}/app.css"
    small = client.get(address, headers={"Accept-Encoding": "gzip"})
    whole = client.get(address)
    assert small.headers["Content-Encoding"] == "gzip" and len(small.data) * 2 < len(whole.data)
    assert "Content-Encoding" not in whole.headers and whole.headers["Vary"] == "Accept-Encoding"


def test_a_bare_frame_shows_nothing_of_a_worker(client):
    page = client.get("/~gallery/bare").text
    for word in ("hw-strip", "hw-navigation", "Hide and lock", "Battambang", "idle"):
        assert word not in page, word


def test_the_language_of_the_page_is_the_readers(client):
    assert '<html lang="km"' in client.get("/~gallery/?language=km").text
    assert "លាក់ និងចាក់សោ" in client.get("/~gallery/?language=km").text
    assert "Hide and lock" in client.get("/~gallery/?language=en").text


def test_the_text_size_is_a_class_of_the_root(client):
    assert "hw-size-150" in client.get("/~gallery/?size=150").text


def test_where_a_form_is_open_the_language_buttons_submit_it(client):
    page = rendered('{% extends "base.html" %}{% set open_form = "visit" %}{% block content %}{% endblock %}')
    assert '<button class="hw-language" form="visit" formnovalidate name="_do" value="language:km"' in page
    assert "http-equiv" not in page, "a form page is never refreshed"
    assert 'http-equiv="refresh" content="300;' in client.get("/~gallery/").text


def test_facts_of_sentences_are_escaped():
    page = rendered("{{ _('Last contact: %(when)s', when='<b>') }}{{ ngettext('%(num)s a', '%(num)s b', 2) }}")
    assert page == "Last contact: &lt;b&gt;2 b"


def test_filters_of_constants_are_not_worked_out_before_the_reader_is_known():
    desk = make_desk()
    reader = [Reader(language="en")]
    app = Flask("again", static_folder=None)
    mount(app, replaced(desk, reader=lambda: reader[0]), url_prefix="")
    template = app.jinja_env.from_string("{{ '2026-01-05' | day_text }}")
    read = []
    for language in ("en", "km"):
        reader[0] = Reader(language=language)
        with app.test_request_context():
            read.append(template.render())
    assert read == ["5 January 2026", "5 មករា 2026"]


def test_a_static_file_with_a_mistyped_name_fails_at_once():
    with pytest.raises(KeyError):
        rendered("{{ static('ap.css') }}")


def rendered(source):
    app = make_gallery()
    with app.test_request_context("/~gallery/"):
        return render_template_string(source)


def replaced(desk, **changes):
    from dataclasses import replace

    return replace(desk, **changes)
