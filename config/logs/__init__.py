"""What is logged: one line per event, with whose request or task it was, and nothing private.

setup.py says how lines look, private.py what is taken out of them, traces.py how errors look,
requests.py adds the line per request.
"""
