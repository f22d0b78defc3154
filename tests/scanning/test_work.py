"""What is told of the progress of a scan in several passes."""

from vedette.scanning.work import STEPS, Work


class Machine:
    """A clock, and steps that take as long as they are said to."""

    def __init__(self, seconds):
        self.now, self.told = 100.0, []
        self.work = Work(lambda *said: self.told.append((self.now, *said)), clock=self.time)
        self.seconds = seconds

    def time(self):
        return self.now

    def run(self):
        started = self.now
        for step, seconds in self.seconds.items():
            for k in range(100):
                self.work(step, k, 100)
                self.now += seconds / 100
        return started, self.now


def off(told, started, ended):
    """By how much of the whole time what is told to be left is wrong, after a tenth of it."""
    wrong = [
        abs((at - started) * (whole - done) / done - (ended - at)) / (ended - started)
        for at, _, done, whole in told
        if whole and done and at - started >= 0.1 * (ended - started)
    ]
    assert len(wrong) > 100
    return max(wrong)


def test_time_left_is_right_on_a_machine_like_the_measured_one_whatever_its_speed():
    for speed in (0.1, 1.0, 50.0):
        machine = Machine({step: 600 * speed * share for step, share in STEPS.items()})
        started, ended = machine.run()
        assert off(machine.told, started, ended) < 0.02


def test_a_step_that_is_half_as_slow_again_is_known_by_its_own_rate():
    seconds = {step: 600 * share for step, share in STEPS.items()}
    seconds["judging"] *= 1.5
    machine = Machine(seconds)
    started, ended = machine.run()
    assert off(machine.told, started, ended) < 0.3


def test_a_table_in_memory_begins_with_its_second_step():
    seconds = {step: 60 * share for step, share in STEPS.items() if step != "loading"}
    machine = Machine(seconds)
    started, ended = machine.run()
    assert off(machine.told, started, ended) < 0.02


def test_done_never_passes_the_whole_and_steps_are_named():
    machine = Machine(dict.fromkeys(STEPS, 10.0))
    machine.run()
    assert all(whole is None or done <= whole for _, _, done, whole in machine.told)
    assert {phase for _, phase, _, _ in machine.told} == {f"long table: {s}" for s in STEPS}


def test_what_is_no_step_is_told_as_it_is():
    machine = Machine({})
    machine.work("reading", 3, 7)
    assert machine.told == [(100.0, "reading", 3, 7)]


def test_nothing_is_said_of_the_time_left_before_anything_is_done():
    machine = Machine({})
    machine.work("loading", 0, 100)
    assert machine.told[0][3] is None
