r"""Write a formula of TeX as a line of text: \frac{a}{b} as a / b."""

import re

_SIGNS = {
    "times": "×", "div": "÷", "cdot": "·", "pm": "±", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠",
    "ne": "≠", "approx": "≈", "sum": "Σ", "prod": "Π", "int": "∫", "infty": "∞", "partial": "∂", "Delta": "Δ",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "theta": "θ", "lambda": "λ", "mu": "μ",
    "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "omega": "ω", "ldots": "…", "cdots": "…",
    "rightarrow": "→", "to": "→", "in": "∈", "%": "%", "quad": " ", ",": " ", ";": " ", " ": " ", "!": "",
    "left": "", "right": "", "displaystyle": "",
}  # fmt: skip
_NAMED = ("text", "mathrm", "mathbf", "mathit", "operatorname", "textrm", "mathsf")  # their argument is plain words
_TOKEN = re.compile(r"\\([A-Za-z]+|.)|([{}^_])|([^\\{}^_]+)", re.DOTALL)
_SIMPLE = re.compile(r"[\w.%]*")
_MAX_TOKENS = 200  # a longer formula, which is no line that anybody reads, stays as it is written


def formula_text(tex: str) -> str:
    """Return ``tex`` as a line of text; a command that is not known here stays as it is written."""
    tokens = [match.group() for match in _TOKEN.finditer(tex)]
    if len(tokens) > _MAX_TOKENS:
        return tex
    tokens.reverse()
    return re.sub(r"\s+", " ", "".join(_take_all(tokens))).strip()


def _take_all(tokens: list[str]) -> list[str]:
    """Take the texts up to a closing brace or the end."""
    texts = []
    while tokens and tokens[-1] != "}":
        texts.append(_take(tokens))
    if tokens:
        tokens.pop()
    return texts


def _take(tokens: list[str]) -> str:
    token = tokens.pop()
    if token == "{":
        return "".join(_take_all(tokens))
    if token in "^_":
        return token + _grouped(_argument(tokens))
    if not token.startswith("\\"):
        return token
    name = token[1:]
    if name in ("frac", "dfrac", "tfrac"):
        above = _grouped(_argument(tokens))
        return f"{above} / {_grouped(_argument(tokens))}"
    if name == "sqrt":
        return f"√{_grouped(_argument(tokens))}"
    return _argument(tokens) if name in _NAMED else _SIGNS.get(name, token)


def _argument(tokens: list[str]) -> str:
    while tokens and tokens[-1].isspace():
        tokens.pop()
    if not tokens or tokens[-1] == "}":
        return ""
    if tokens[-1][0] in "\\{":
        return _take(tokens)
    text = tokens.pop()
    if len(text) > 1:  # the argument is one character: x^2y is x² y
        tokens.append(text[1:])
    return text[0]


def _grouped(text: str) -> str:
    text = text.strip()
    return text if _SIMPLE.fullmatch(text) else f"({text})"
