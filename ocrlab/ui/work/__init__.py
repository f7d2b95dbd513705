"""Work: how is what a visitor opened, typed and set there again after a reload, a crash or a month?

``desk``  all of it as one value
``trail``  what was tried on it, and the steps that can be taken back
``written``, ``written_setting``, ``written_trail``  these values as JSON, and back
``visitor``  whose it is: the key of a browser
``writer``  a thread that writes while the page goes on
``keeper``  when it is written, and what is said where that fails
``arriving``  what a session begins with
``recent``  the list of what was worked at
"""
