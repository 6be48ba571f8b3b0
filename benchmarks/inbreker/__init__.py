"""An intruder: he reads what a beleidsmedewerker is given, and computes what he can.

He shares no code with protection or its audit: a reader, a model and arithmetic of his own. What he
knows beside the figures is public: the documentation of the kenmerken, and the rules by which
figures are rounded and hidden.
"""
