{% from "macros.jinja" import site %}

{{ site("example.org") }}
