"""How an exception of the author's code is told: with its line of the code and the whole traceback."""
import sys
import traceback

CODE = "step.py"


def describe(error):
    line = getattr(error, "lineno", None) if isinstance(error, SyntaxError) and error.filename == CODE else None
    trace = error.__traceback__
    for frame, number in traceback.walk_tb(trace):
        if frame.f_code.co_filename == CODE:
            line = number
    while trace is not None and trace.tb_frame.f_code.co_filename != CODE:
        trace = trace.tb_next
    text = "".join(traceback.format_exception(type(error), error, trace))
    print(text, file=sys.stderr, flush=True)
    return {
        "type": type(error).__name__,
        "kinds": [kind.__name__ for kind in type(error).__mro__],
        "message": str(error)[:2000],
        "line": line,
        "package": getattr(error, "name", None) if isinstance(error, ImportError) else None,
        "errno": getattr(error, "errno", None) if isinstance(error, OSError) else None,
        "trace": text[-20000:],
    }
