"""The fixture `vedette_scan`, in test suites as users write them."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas
import polars
import pytest

import vedette

pytest_plugins = "pytester"


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """Has compiled code imported: a suite forgets its imports, and such survive only one."""
    folder = tmp_path_factory.mktemp("tables")
    write(folder / "t.csv", table(1))
    vedette.scan(pandas.DataFrame(polars.DataFrame(table(1)).to_dict()))
    vedette.save(vedette.fit(folder / "t.csv"), folder / "m.vedette")
    vedette.load(folder / "m.vedette").score(folder / "t.csv")


@pytest.fixture
def suite(pytester, monkeypatch, imported):
    """A folder with tables and models, in which tests are run."""
    monkeypatch.setenv("NO_COLOR", "1")
    write(pytester.path / "clean.csv", table(1))
    write(pytester.path / "wrong.csv", table(2, wrong=(7, 100, 250)))
    return pytester


def table(seed, wrong=(), n=400):
    rng = np.random.default_rng(seed)
    length = rng.normal(10, 1, n)
    weight = 2 * length + rng.normal(0, 0.1, n)
    for row in wrong:
        weight[row] += 4
    return {"length": length.round(4), "weight": weight.round(4)}


def write(path, columns):
    rows = zip(*columns.values(), strict=True)
    lines = [",".join(columns), *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_a_clean_table_passes_and_the_result_is_returned(suite):
    suite.makepyfile("""
        def test_clean(vedette_scan):
            result = vedette_scan("clean.csv", fdr=0.05)
            assert (result.rows, result.fdr, len(result.findings)) == (400, 0.05, 0)
    """)
    suite.runpytest().assert_outcomes(passed=1)


def test_a_wrong_table_fails_with_its_findings(suite):
    suite.makepyfile("""
        def test_orders(vedette_scan):
            vedette_scan("wrong.csv", fdr=0.05)
    """)
    ran = suite.runpytest()
    ran.assert_outcomes(failed=1)
    ran.stdout.fnmatch_lines(
        [
            '>*vedette_scan("wrong.csv", fdr=0.05)*',
            "E*AssertionError: wrong.csv: 3 findings, at most 0 allowed",
            "E*400 rows, 2 columns, CSV*",
            "E*3 rows look wrong*",
            "E*surprise  rows  what is wrong*",
            "E*expected*",
            "E*again: vedette scan *wrong.csv --fdr 0.05",
        ]
    )
    said = [line for line in ran.outlines if line.startswith("E ")]
    assert len(said) <= 30
    assert not any("pytest_plugin" in line for line in ran.outlines)


def test_a_table_is_scored_against_a_model_by_path_or_as_it_is(suite):
    model = vedette.fit(table(1))
    vedette.save(model, suite.path / "model.vedette")
    suite.makepyfile("""
        import vedette

        def test_clean(vedette_scan):
            vedette_scan("clean.csv", against="model.vedette")

        def test_wrong(vedette_scan):
            vedette_scan("wrong.csv", against="model.vedette")

        def test_loaded(vedette_scan):
            model = vedette.load("model.vedette")
            result = vedette_scan("wrong.csv", against=model, max_findings=3)
            assert len(result.findings) == 3

        def test_one_row(vedette_scan):
            vedette_scan({"length": [10.0], "weight": [30.0]}, against="model.vedette")
    """)
    ran = suite.runpytest()
    ran.assert_outcomes(passed=2, failed=2)
    ran.stdout.fnmatch_lines(
        ["E*again: vedette score *wrong.csv -m *model.vedette --fdr 0.1"]
    )
    ran.stdout.fnmatch_lines(["E*again: model.score(data, fdr=0.1)"])


def test_what_cannot_be_judged_fails_in_words_and_without_a_traceback(suite):
    vedette.save(vedette.fit(table(1)), suite.path / "model.vedette")
    vedette.save(vedette.Ensemble(random_state=0).fit(np.eye(9)), suite.path / "d.vedette")
    write(suite.path / "other.csv", {"height": range(60), "weight": range(60)})
    write(suite.path / "short.csv", table(3, n=20))
    suite.makepyfile("""
        import pytest

        @pytest.mark.parametrize("data, options", [
            ("cleen.csv", {}),
            ("other.csv", {"against": "model.vedette"}),
            ("clean.csv", {"against": "gone.vedette"}),
            ("clean.csv", {"against": "d.vedette"}),
            ("clean.csv", {"against": 7}),
            ("clean.csv", {"against": "model.vedette", "roles": {"length": "ignore"}}),
            ("clean.csv", {"facts": ("rule_brocken",)}),
            ("clean.csv", {"fdr": 2}),
            ("short.csv", {}),
        ])
        def test_it(vedette_scan, data, options):
            vedette_scan(data, **options)

        def test_facts_alone_need_no_rows(vedette_scan):
            vedette_scan("short.csv", max_findings=None)
    """)
    ran = suite.runpytest("-rN")
    ran.assert_outcomes(failed=9, passed=1)
    ran.stdout.fnmatch_lines(
        [
            "vedette: there is no file *cleen.csv",
            "hint: did you mean *clean.csv?",
            "*length*",
            "*gone.vedette*",
            "*d.vedette holds a Ensemble*",
            "*it is a model, or the path of one",
            "*the model has its own*",
            "*rule_brocken*",
            "hint: did you mean 'rule_broken'?",
            "*fdr is 2: it is a share*",
            "E*Too few rows to judge: 20 rows*",
        ]
    )
    assert "Traceback" not in ran.stdout.str()


def test_facts_fail_only_if_they_are_named(suite):
    columns = table(1)
    write(suite.path / "facts.csv", {"id": [*range(399), 0], **columns})
    suite.makepyfile("""
        def test_not_named(vedette_scan):
            result = vedette_scan("facts.csv", roles={"id": "id"})
            assert "duplicate_id" in {fact.fact for fact in result.facts}

        def test_named(vedette_scan):
            vedette_scan("facts.csv", roles={"id": "id"}, facts=("duplicate_id",))
    """)
    ran = suite.runpytest()
    ran.assert_outcomes(passed=1, failed=1)
    ran.stdout.fnmatch_lines(["E*facts.csv: duplicate_id: *", "*--role id=id*"])


def test_defaults_come_from_the_ini_file_and_the_nearest_marker(suite):
    suite.makeini("[pytest]\nvedette_fdr = 0.2\nvedette_max_findings = 5\naddopts = "
                  "--strict-markers")  # fmt: skip
    suite.makepyfile("""
        import pytest

        def test_ini(vedette_scan):
            assert vedette_scan("wrong.csv").fdr == 0.2

        @pytest.mark.vedette(max_findings=2, fdr=0.3)
        class TestMarked:
            def test_marked(self, vedette_scan):
                vedette_scan("wrong.csv")

            @pytest.mark.vedette(max_findings=3)
            def test_nearer(self, vedette_scan):
                assert vedette_scan("wrong.csv").fdr == 0.3

            def test_called(self, vedette_scan):
                assert vedette_scan("wrong.csv", max_findings=9, fdr=0.01).fdr == 0.01
    """)
    ran = suite.runpytest()
    ran.assert_outcomes(passed=3, failed=1)
    ran.stdout.fnmatch_lines(["E*wrong.csv: 3 findings, at most 2 allowed"])
    suite.makeini("[pytest]\nvedette_fdr = much")
    ran = suite.runpytest("-k", "ini")
    ran.stdout.fnmatch_lines(["*vedette_fdr = 'much' is not a number*"])


def test_a_path_is_looked_for_beside_the_test_and_then_at_the_root(suite, monkeypatch):
    suite.makeini("[pytest]")
    folder = suite.mkdir("checks")
    write(folder / "near.csv", table(1))
    write(folder / "wrong.csv", table(1))  # beside the test comes first
    (folder / "test_it.py").write_text(
        "import pathlib\n"
        "def test_it(vedette_scan):\n"
        "    for name in ('near.csv', 'clean.csv', 'wrong.csv'):\n"
        "        assert vedette_scan(name).rows == 400\n"
        "    vedette_scan(pathlib.Path(__file__).parent / 'near.csv')\n"
    )
    monkeypatch.chdir(suite.mkdir("elsewhere"))
    suite.runpytest("--rootdir", str(suite.path), str(folder)).assert_outcomes(passed=1)


def test_a_database_is_named_without_its_secrets(suite):
    suite.makepyfile("""
        from vedette.pytest_plugin import _again

        def test_it(vedette_scan):
            vedette_scan("sqlite:gone.db?table=t")

        def test_again():
            address = "postgresql://user:hidden@host/shop?table=orders"
            assert "hidden" not in _again(address, None, {})
    """)
    ran = suite.runpytest()
    ran.assert_outcomes(passed=1, failed=1)
    ran.stdout.fnmatch_lines(["vedette: there is no file gone.db*"])


def test_frames_are_taken_as_they_are(suite):
    suite.makepyfile("""
        import pandas, polars

        def test_frames(vedette_scan):
            for library in (pandas, polars):
                vedette_scan(library.read_csv("clean.csv"))
                vedette_scan(library.read_csv("wrong.csv"), budget=4, max_findings=4)

        def test_wrong(vedette_scan):
            vedette_scan(pandas.read_csv("wrong.csv"))
    """)
    ran = suite.runpytest()
    ran.assert_outcomes(passed=1, failed=1)
    ran.stdout.fnmatch_lines(["E*again: vedette.scan(data, fdr=0.1)"])


def test_nothing_in_a_table_acts_on_the_terminal(suite):
    columns = table(2, wrong=(7, 100))
    columns["\x1b[2J\u202eevil"] = columns.pop("weight")
    write(suite.path / "evil\x1b[31m.csv", columns)
    suite.makepyfile("""
        def test_it(vedette_scan):
            vedette_scan("evil\\x1b[31m.csv")
    """)
    ran = suite.runpytest("--color=no")
    ran.assert_outcomes(failed=1)
    assert "\u202e" not in ran.stdout.str()
    assert "\x1b" not in ran.stdout.str()
    ran.stdout.fnmatch_lines(["*2 rows look wrong*", r"*\x1b[[]2J\u202eevil*"])


@pytest.mark.long
def test_tests_may_run_side_by_side(suite):
    suite.makepyfile("""
        import pytest

        @pytest.mark.parametrize("name", ["clean", "wrong"] * 2)
        def test_it(vedette_scan, name):
            vedette_scan(f"{name}.csv")
    """)
    suite.runpytest_subprocess("-n", "2").assert_outcomes(passed=2, failed=2)


def test_pytest_starts_without_what_it_does_not_need(pytester):
    pytester.makepyfile("""
        import sys

        def test_it(request):
            assert request.config.pluginmanager.has_plugin("vedette")
            assert not {"numpy", "duckdb", "click", "vedette.core"} & set(sys.modules)
    """)
    # Other plugins, which the suite at hand needs, may import anything.
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:hypothesispytest",
            "-p",
            "no:xdist",
        ],
        cwd=pytester.path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
