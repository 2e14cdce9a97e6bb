from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import distribution, distributions, packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("core", "mail", "web", "plugins")


def files_of(package: str) -> Iterator[Path]:
    """Yield every file of one of our packages, relative to the root."""
    for path in (ROOT / package).rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(ROOT)


@pytest.mark.parametrize("package", PACKAGES)
def test_nobody_else_installed_a_package_of_our_name(package: str) -> None:
    """Installing `web.py` silently puts its own `web` beside or over ours; pip says nothing."""
    others = set(packages_distributions().get(package, [])) - {"panelpost"}

    module = import_module(package)

    assert others == set()
    assert module.__file__ == str(ROOT / package / "__init__.py")


def test_no_module_is_named_like_one_of_the_standard_library() -> None:
    paths = [path for package in PACKAGES for path in files_of(package) if path.suffix == ".py"]
    names = {(path.parent if path.stem == "__init__" else path.with_suffix("")).name for path in paths}

    assert names & sys.stdlib_module_names - {"__main__"} == set()


def test_the_command_and_the_door_for_outside_panels_have_names_of_their_own() -> None:
    points = {(point.group, point.name): point.value for point in distribution("panelpost").entry_points}

    assert points == {("console_scripts", "panelpost"): "core.__main__:main"}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as an installer would, without asking the package index."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "-qq", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "-w", str(folder), str(ROOT)], check=True, stdin=subprocess.DEVNULL)
    (built,) = folder.glob("panelpost-*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(wheel: Path) -> None:
    """Terms, templates, migrations and py.typed are files like any other, and nothing of tests/ comes along."""
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}

    assert inside == {path.as_posix() for package in PACKAGES for path in files_of(package)}
    assert {f"{package}/py.typed" for package in PACKAGES} <= inside


@pytest.mark.slow
def test_the_installed_wheel_owns_the_four_packages(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)

    (ours,) = distributions(path=[str(tmp_path)])

    assert {file.parts[0] for file in ours.files or []} - {f"panelpost-{ours.version}.dist-info"} == set(PACKAGES)
